#include "cli/past_runs.hpp"

#include "base/instant.hpp"
#include "base/text.hpp"
#include "cli/output.hpp"
#include "cli/reading.hpp"
#include "report/escape.hpp"
#include "report/settling_text.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

namespace rolecall::cli {
namespace {

using boost::asio::awaitable;

/// Whether it is of another organization, as far as that is told.
bool is_foreign(const journal::run& past, const std::optional<std::string>& organization) {
  return past.head.organization != organization.value_or("");
}

/// A line for each change that was looked into, and for what was given in passing.
std::string told(const options& chosen, const apply::settlement& all, const journal::run& past) {
  std::string out = report::settled_heading(past, all.found.size() + all.unread.size(),
                                            !all.owed.empty() || !all.paid.empty());
  for (const apply::settlement::outcome& one : all.found)
    out += "\n  " + report::finding_line(one.what, one.is);
  for (const apply::settlement::unread_change& one : all.unread)
    out += "\n  " + report::unread_line(one.verb, one.at, one.why);
  const std::string back = chosen.plan_file.empty()
                               ? "it is taken back, unless the policy gives it"
                               : "`rolecall apply` without --plan takes it back, unless the policy gives it";
  for (const journal::debt& owed : all.owed)
    out += "\n  " + report::debt_line(owed.at, "given in passing, and still held: " + back);
  for (const journal::owed& one : past.debts) {
    if (std::ranges::count(all.paid, one.what.number, &journal::paid::number) > 0)
      out += "\n  " + report::debt_line(one.what.at, "given in passing, and held no more");
  }
  return out;
}

/// A line for each thing that was given in passing and that the next apply takes back.
std::string taken_back(const options& chosen, const journal::run& past, const survey& seen) {
  std::string out;
  for (const journal::debt& owed : journal::unpaid(past)) {
    if (model::selection(chosen.only).covers(owed.at) && !seen.wants(owed.what))
      out += "\n  " + report::debt_line(owed.at, "was given in passing; taken back if it is still held");
  }
  return out;
}

/// The server's word is enough: a list may go on showing what only a group of his gives.
bool is_gone(plan::outcome is) { return plan::succeeded(is) || is == plan::outcome::unconfirmed; }

void say_of_others(const options& chosen, const journal::run& past) {
  if (chosen.verbose > 0)
    say(report::name_of(past) + " to the organization " + report::shown(past.head.organization) +
        " did not end; that is another organization, and is left alone");
}

} // namespace

void mention_past_runs(const options& chosen, session& with, const survey& seen) {
  if (with.journals().empty()) return;
  const auto found = journal::find_open(with.files(), with.journals(), with.address());
  const auto* all = std::get_if<journal::open_journals>(&found);
  if (!all) return; // what cannot be read stops an apply, not a plan
  for (const std::string& why : all->unfit) say("warning: " + why);
  for (const journal::unfinished& past : all->open) {
    if (is_foreign(past.of, seen.live().id)) {
      say_of_others(chosen, past.of);
      continue;
    }
    const std::string back = taken_back(chosen, past.of, seen);
    say(report::open_text(past.of) + ". The next apply looks into that first" +
        (back.empty() ? "." : ", and takes back, beside what the plan says:" + back));
  }
}

awaitable<std::optional<exit_code>> past_runs::settle() {
  if (session_.journals().empty()) co_return std::nullopt;
  auto found = journal::find_open(session_.files(), session_.journals(), session_.address());
  if (const auto* failed = std::get_if<base::store_failure>(&found)) {
    say(failed->message +
        "\nThe journals of earlier runs are there. Nothing was changed. Name another folder with "
        "--state-dir.");
    co_return exit_code::failure;
  }
  const http::time_point over = session_.time().now();
  auto& all = std::get<journal::open_journals>(found);
  for (const std::string& why : all.unfit) say(why);
  if (!all.unfit.empty()) {
    say("nothing was changed.");
    co_return exit_code::failure;
  }
  if (all.open.empty()) co_return std::nullopt;
  model::organization asked; // one call: which organization is this?
  std::vector<model::list_ref> lists(1);
  lists.front().kind = model::list_kind::organization_roles;
  std::size_t done = 0;
  const auto failed = co_await read_lists(chosen_, session_, lists, done, asked);
  if (failed) co_return tell(*failed, session_);
  for (journal::unfinished& past : all.open) {
    if (is_foreign(past.of, asked.id)) {
      say_of_others(chosen_, past.of);
      continue;
    }
    co_await settle(std::move(past), over);
  }
  co_return std::nullopt;
}

awaitable<void> past_runs::settle(journal::unfinished past, http::time_point over) {
  progress line(chosen_);
  line.show("looking for the changes of an earlier run");
  const http::duration patience = std::chrono::seconds(chosen_.settle_seconds);
  const apply::settlement all =
      co_await apply::settle(session_.api(), session_.time(), past.of, patience, over, session_.wall());
  line.clear();
  session_.seen_by().settled(all);
  say(told(chosen_, all, past.of));
  const auto records = apply::records_of(all, session_.who(), session_.wall());
  if (const auto failed = journal::extend(session_.files(), past.which, records))
    say("warning: " + failed->message);
  for (const journal::debt& owed : all.owed)
    debts_.push_back({past.which, owed, std::nullopt, false, !all.unread.empty()});
}

void past_runs::add_debts(plan::plan& made, const survey& seen) {
  for (owing& one : debts_) {
    one.given = seen.wants(one.what.what);
    const bool judged = model::selection(chosen_.only).covers(one.what.at);
    if (judged && !one.given) one.operation = apply::operation_for(one.what, made);
  }
}

void past_runs::close(const plan::steps& outcome) {
  std::map<std::string, std::vector<owing>> by_journal;
  for (owing& one : debts_) by_journal[one.which.path].push_back(std::move(one));
  debts_.clear();
  for (const auto& [path, owed] : by_journal) {
    std::vector<journal::record> records;
    for (const owing& one : owed) {
      const bool paid =
          one.operation && *one.operation < outcome.size() && is_gone(outcome[*one.operation].is);
      if (one.given) records.emplace_back(journal::paid{one.what.number, "the policy gives it"});
      if (paid) records.emplace_back(journal::paid{one.what.number, "it was taken back"});
    }
    if (records.empty()) continue;
    const bool open = records.size() < owed.size() || owed.front().beside_doubts;
    records.emplace_back(journal::end{session_.wall(), session_.who(), "settled", open});
    if (const auto failed = journal::extend(session_.files(), owed.front().which, records))
      say("warning: " + failed->message);
  }
}

} // namespace rolecall::cli
