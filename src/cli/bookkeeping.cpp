#include "cli/bookkeeping.hpp"

#include "base/instant.hpp"
#include "base/stable_hash.hpp"
#include "cli/output.hpp"
#include "journal/folder.hpp"
#include "plan/plan_json.hpp"
#include "plan/tally.hpp"

#include <algorithm>

namespace rolecall::cli {
namespace {

bool sent_nothing(const journal::run& of) {
  return std::ranges::all_of(of.operations, [](const journal::operation& op) { return op.requests.empty(); });
}

/// As the exit code has it.
const char* end_of(const plan::plan& made, const plan::steps& outcome) {
  if (plan::count(made, outcome).complete()) return "done";
  return std::ranges::any_of(outcome, plan::may_be_done) ? "part way" : "failed";
}

} // namespace

bool bookkeeping::open(session& with, const plan::plan& made) {
  if (with.journals().empty()) {
    say("warning: neither HOME nor XDG_STATE_HOME is set, so no journal is kept: should this run be killed, "
        "the "
        "next one cannot tell what it was sending. Name a folder with --state-dir.");
    return true;
  }
  journal::begin head;
  head.at = with.wall();
  head.run = base::compact(head.at) + "-" + with.random().hex(8);
  head.version = ROLECALL_VERSION;
  head.organization = made.organization.value_or("");
  head.api = with.address();
  head.who = with.who();
  head.plan = base::hex(base::stable_hash(plan::canonical_json(made)));
  head.counts = plan::summarize(made);
  auto opened = journal::log::open(with.files(), with.journals(), std::move(head));
  if (const auto* failed = std::get_if<base::store_failure>(&opened)) {
    with.seen_by().journal_failed(failed->message);
    say(failed->message + "\nBefore a change is made it is written down there, so that an interrupted run "
                          "can be settled by the "
                          "next. Nothing was changed. Name another folder with --state-dir, or make room.");
    return false;
  }
  log_ = std::get<std::unique_ptr<journal::log>>(std::move(opened));
  book_ = std::make_unique<apply::ledger>(*log_, [&with] { return with.wall(); });
  return true;
}

bool bookkeeping::close(const plan::plan& made, const plan::steps& outcome, session& with) {
  if (!book_) return true;
  const bool held_back = book_->failure().has_value();
  if (held_back) {
    say(*book_->failure() +
        "\nNo change was sent from then on, as the journal would not know of it. Make room, or "
        "name another folder with --state-dir, and run again.");
  } else {
    book_->end(with.interrupted() ? "stopped" : end_of(made, outcome));
    if (book_->failure()) say("warning: " + *book_->failure() + "; all changes were sent before");
  }
  if (book_->failure()) with.seen_by().journal_failed(*book_->failure());
  const journal::run all = log_->so_far();
  book_.reset();
  log_.reset();
  if (sent_nothing(all)) with.files().remove(journal::path_of(with.journals(), all.head.run));
  journal::prune(with.files(), with.journals());
  return !held_back;
}

} // namespace rolecall::cli
