#include "sim/auditor.hpp"

#include <algorithm>

namespace rolecall::sim {
namespace {

/// Of a list behind a change, and of a write behind its answer.
constexpr http::duration longest_lag = std::chrono::seconds(60);

bool asks_for_retry(const http::result<http::response>& outcome) {
  if (!outcome) return outcome.error().maybe_sent || outcome.error().kind == http::failure_kind::disconnected;
  return outcome->status >= 500 || outcome->status == 408 || outcome->status == 425;
}

} // namespace

auditor::auditor(const emulator::machine& server, const base::memory_store& disk, std::string journal_folder)
    : server_(server),
      twins_(natural_keys(server.organization())),
      journal_(disk, std::move(journal_folder), [this](std::string what) { complain(12, std::move(what)); }) {
  std::erase_if(twins_, [](const auto& one) { return one.second < 2; });
}

void auditor::complain(int number, std::string what) {
  if (only_ && *only_ != number) return;
  if (!broken_) broken_ = violation{number, std::move(what)};
}

void auditor::begin_run(http::time_point now, std::optional<http::time_point> deadline,
                        const plan::plan* saved) {
  running_ = true;
  begun_ = now;
  deadline_ = deadline;
  saved_ = saved;
  watched_.reset();
  made_.clear();
  learned_.reset();
  in_flight_.clear();
  reading_.clear();
  read_.clear();
  closed_.clear();
  failed_get_.clear();
  sent_ = repeated_ = writes_ = taken_ = turn_ = 0;
  // What lists show may be as it was before the last edit: no run can know better.
  edited_ = lag_ && edited_at_ && now - *edited_at_ < longest_lag;
  if (!edited_) {
    replaced_ = {};
    brought_ = {};
  }
}

void auditor::crashed(http::time_point now) {
  running_ = false;
  in_flight_.clear();
  const auto mine = journal_.died(now);
  if (!mine || !watched_) return;
  learn_made();
  for (const journal::operation& op : mine->operations)
    if (op.came_to && op.index < watched_->made.operations.size()) check_step(op.index, op.came_to->now);
}

void auditor::accepts(const plan::plan& made) {
  if (saved_) check_rests();
  access_facts before = facts_of(server_.organization(), bits_);
  access_facts after = facts_after(before, made, bits_);
  std::set<std::string> old;
  for (const auto& group : server_.organization().groups) old.insert(group.id);
  for (const auto& in : server_.organization().projects) old.insert(in.id);
  for (const auto& [id, allowed] : before.roles) old.insert(id);
  before.unite(replaced_); // it may have been read as it was
  after.unite(brought_);
  for (const auto& [key, allowed] : after.roles)
    before.roles.try_emplace(key, allowed); // for who is given it by others
  std::vector<bool> was_so;
  for (const plan::operation& op : made.operations)
    was_so.push_back(is_so(op, {made, server_.organization(), made_}));
  watched_ = watched{made,
                     std::move(before),
                     std::move(after),
                     std::vector<std::size_t>(made.operations.size()),
                     std::move(was_so),
                     std::move(old)};
  learned_.reset();
  learn_made(); // what a saved plan makes may be made by now
  watched_->before = in_plan(watched_->before);
  watched_->after = in_plan(watched_->after);
}

void auditor::sending(const http::request& what, http::time_point now) {
  ++sent_;
  exchange& mine = in_flight_[&what];
  mine = exchange();
  if (const auto closed = closed_.find(what.route); closed != closed_.end() && now < closed->second)
    complain(8, what.route + " was used before its Retry-After was over");
  if (what.verb == http::method::get) {
    if (failed_get_[what.target]) ++repeated_;
    return;
  }
  ++writes_;
  mine.owners = owners();
  journal_.sending(what);
  learn_made(); // late ones, and those of others that were adopted
  mine.write = meaning_of(what);
  check_planned(*mine.write, mine.served);
  if (watched_ && watched_->made.revoke_first) check_order(mine.served);
  if (is_removal(mine.write->what)) check_read(*mine.write);
}

void auditor::handled(const http::request& what, const emulator::response& answer,
                      const std::vector<std::string_view>& met) {
  const auto mine = in_flight_.find(&what);
  if (mine == in_flight_.end()) return;
  mine->second.met = met;
  if (!mine->second.write) return;
  learn_made();
  const bool refused = answer.status >= 400 && answer.status < 500;
  if (!refused) ++taken_;
  if (!refused && mine->second.served.size() == 1) ++watched_->requests[mine->second.served.front()];
  check_duplicates(*mine->second.write);
  check_access(*mine->second.write);
  check_owners(mine->second.owners);
  note_passing(mine->second);
}

void auditor::heard(const http::request& what, const http::result<http::response>& outcome,
                    http::time_point now) {
  const auto mine = in_flight_.find(&what);
  if (mine == in_flight_.end()) return;
  journal_.heard(what, outcome, now);
  if (what.verb == http::method::get) failed_get_[what.target] = asks_for_retry(outcome);
  if (outcome) {
    note_pause(what, *outcome, now);
    if (what.verb == http::method::get) note_list(what, mine->second, *outcome);
  }
  in_flight_.erase(mine);
}

void auditor::end_run(const run_end& end, http::time_point now) {
  if (deadline_ && now > *deadline_)
    complain(9, "the run ended " +
                    std::to_string(
                        std::chrono::duration_cast<std::chrono::milliseconds>(now - *deadline_).count()) +
                    " ms after its deadline");
  if (now - begun_ > std::chrono::hours(12)) complain(9, "the run took more than twelve hours");
  const std::size_t operations = end.made ? end.made->operations.size() : 0;
  if (repeated_ > 11 + sent_ / 10 + 16 * operations + 8 * journal_.open_before())
    complain(8, std::to_string(repeated_) + " repeated reads among " + std::to_string(sent_) + " requests");
  check_outcome(end);
  journal_.ended(end.made.has_value() && !saved_, now);
  in_flight_.clear();
  running_ = false;
}

} // namespace rolecall::sim
