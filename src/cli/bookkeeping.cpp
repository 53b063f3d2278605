#include "cli/bookkeeping.hpp"

#include "base/instant.hpp"
#include "base/random_source.hpp"
#include "base/stable_hash.hpp"
#include "cli/environment.hpp"
#include "cli/output.hpp"
#include "cli/past_runs.hpp"
#include "plan/plan_json.hpp"
#include "plan/tally.hpp"

#include <random>

namespace rolecall::cli {
namespace {

std::string new_run(journal::instant at) {
  std::random_device device;
  base::random_source random(std::uint64_t{device()} << 32U | device());
  return base::compact(at) + "-" + random.hex(8);
}

} // namespace

bool bookkeeping::open(const options& chosen, session& with, const plan::plan& made) {
  folder_ = journal_folder(chosen);
  if (folder_.empty()) {
    say("warning: neither HOME nor XDG_STATE_HOME is set, so no journal is kept: should this run be killed, "
        "the "
        "next one cannot tell what it was sending. Name a folder with --state-dir.");
    return true;
  }
  journal::begin head;
  head.at = wall_now();
  head.run = new_run(head.at);
  head.version = ROLECALL_VERSION;
  head.organization = made.organization.value_or("");
  head.api = with.address();
  head.who = user_and_host();
  head.plan = base::hex(base::stable_hash(plan::to_json(made)));
  head.counts = plan::summarize(made);
  auto opened = journal::log::open(files_, folder_, std::move(head));
  if (const auto* failed = std::get_if<base::store_failure>(&opened)) {
    say(failed->message + "\nBefore a change is made it is written down there, so that an interrupted run "
                          "can be settled by the "
                          "next. Nothing was changed. Name another folder with --state-dir, or make room.");
    return false;
  }
  log_ = std::get<std::unique_ptr<journal::log>>(std::move(opened));
  book_ = std::make_unique<apply::ledger>(*log_, wall_now);
  return true;
}

bool bookkeeping::close(const plan::plan& made, const plan::steps& outcome, bool interrupted) {
  if (!book_) return true;
  const bool held_back = book_->failure().has_value();
  if (held_back) {
    say(*book_->failure() +
        "\nNo change was sent from then on, as the journal would not know of it. Make room, or "
        "name another folder with --state-dir, and run again.");
  } else {
    const bool all = plan::count(made, outcome).complete();
    book_->end(interrupted ? "stopped" : all ? "done" : "part way");
    if (book_->failure()) say("warning: " + *book_->failure() + "; all changes were sent before");
  }
  book_.reset();
  log_.reset();
  journal::prune(files_, folder_);
  return !held_back;
}

} // namespace rolecall::cli
