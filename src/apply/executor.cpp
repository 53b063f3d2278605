#include "apply/executor.hpp"

#include "api/workers.hpp"
#include "apply/judge.hpp"
#include "apply/revocation.hpp"
#include "apply/writer.hpp"
#include "http/waiting_line.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace rolecall::apply {
namespace {

using boost::asio::awaitable;
using plan::outcome;
using plan::step;

/// One execution; lives in the frame that joins its workers.
class execution {
public:
  execution(api::client& api, http::clock& time, const plan::plan& plan, options choice)
      : plan_(plan),
        api_(api),
        time_(time),
        choice_(std::move(choice)),
        revocation_(plan),
        waits_for_(plan.operations.size()),
        dependents_(plan.operations.size()),
        ids_(plan.operations.size()),
        ended_(plan.operations.size()) {
    if (const auto deadline = api.deadline()) {
      const http::duration left = std::max(*deadline - time.now(), http::duration::zero());
      constexpr http::duration least = std::chrono::seconds(2); // for a write and a look at it
      begin_until_ = *deadline - std::max(least, std::min<http::duration>(choice_.settle, left / 3));
    }
    out_.resize(plan.operations.size());
    for (std::size_t i = 0; i < plan.operations.size(); ++i) {
      const auto& after = plan.operations[i].after;
      waits_for_[i] = after.size();
      for (const plan::dependency& d : after) dependents_[d.on].push_back(i);
      if (after.empty()) make_ready(i);
    }
    for (const plan::precondition& was : plan.preconditions) {
      const bool of_one = was.whole && !was.list.principal_id.empty();
      if (of_one) of_group_[was.list.principal_id].push_back(&was);
    }
  }

  awaitable<plan::steps> run() {
    std::function<awaitable<void>()> worker = [this] { return work(); };
    const std::size_t workers = std::min(choice_.concurrency, plan_.operations.size());
    if (workers > 0) co_await api::run_workers(workers, std::move(worker));
    co_await confirm();
    co_return std::move(out_);
  }

private:
  awaitable<void> work() {
    for (;;) {
      if (!ready_.empty()) {
        const std::size_t i = ready_.front();
        ready_.pop_front();
        co_await carry_out(i);
      } else if (running_ > 0) {
        co_await idle_.wait();
      } else {
        co_return;
      }
    }
  }

  awaitable<void> carry_out(std::size_t i) {
    if (halted_) {
      finish(i, not_begun(*halted_));
      co_return;
    }
    if (time_.now() >= begin_until_) {
      finish(i, not_begun("the time given for this run is nearly over"));
      co_return;
    }
    const turn mine(*this);
    if (const auto made = choice_.made.find(i); made != choice_.made.end()) {
      created_[i] = made->second;
      ids_of(i);
      finish(i, already());
      co_return;
    }
    const ids known = ids_of(i);
    writer one(api_, time_, choice_.settle, choice_.book, i);
    if (choice_.seen_at && rests_on_what_is_live(plan_.operations[i].what)) {
      one.look_again_from(*choice_.seen_at + choice_.stale_after, choice_.stale_after,
                          gone_with(plan_.operations[i].what));
      if (time_.now() - *choice_.seen_at > choice_.stale_after) {
        std::optional<written> settled = co_await one.look_before(plan_.operations[i], known);
        if (settled) {
          finish(i, std::move(settled->now));
          co_return;
        }
      }
    }
    written result = co_await one.write(plan_.operations[i], known);
    if (result.hopeless && !halted_) halted_ = result.now.reason;
    created_[i] = result.id;
    finish(i, std::move(result.now));
  }

  /// While one works the others wait for what it may make ready, however it ends.
  class turn {
  public:
    explicit turn(execution& of) : of_(of) { ++of_.running_; }
    ~turn() {
      --of_.running_;
      of_.idle_.call_all();
    }
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;

  private:
    execution& of_;
  };

  static step already() {
    step now;
    now.is = outcome::already;
    return now;
  }

  /// What it writes replaces or ends what is there, whatever that has become.
  static bool rests_on_what_is_live(const plan::action& what) {
    return std::holds_alternative<plan::update_role>(what) ||
           std::holds_alternative<plan::rename_group>(what) ||
           std::holds_alternative<plan::delete_group>(what);
  }

  /// Who is in a group, and what it holds, as the plan knows it.
  std::vector<const plan::precondition*> gone_with(const plan::action& what) const {
    const auto* group = std::get_if<plan::delete_group>(&what);
    const auto found = group ? of_group_.find(group->group_id) : of_group_.end();
    return found == of_group_.end() ? std::vector<const plan::precondition*>() : found->second;
  }

  static step not_begun(std::string reason) {
    step now;
    now.reason = std::move(reason);
    return now;
  }

  /// Ids that are known by now: everything this operation waits for has ended.
  ids ids_of(std::size_t i) {
    ids known;
    const plan::action& what = plan_.operations[i].what;
    if (const auto* assign = std::get_if<plan::assign_role>(&what))
      known = {id_of(assign->project), id_of(assign->principal), id_of(assign->role)};
    if (const auto* create = std::get_if<plan::create_role>(&what)) known.project = id_of(create->project);
    if (const auto* join = std::get_if<plan::add_member>(&what)) known.principal = id_of(join->group);
    ids_[i] = known;
    return known;
  }
  std::string id_of(const plan::target& target) const {
    return target.made_by ? created_.at(*target.made_by) : target.id;
  }

  /// Ends it, and all that then will not be begun: without recursion, as chains may be as long as plans.
  void finish(std::size_t i, step now) {
    std::vector<std::pair<std::size_t, step>> ending;
    ending.emplace_back(i, std::move(now));
    while (!ending.empty()) {
      auto [next, with] = std::move(ending.back());
      ending.pop_back();
      if (ended_[next]) continue; // skipped for another reason
      end(next, std::move(with));
      for (const std::size_t dependent : dependents_[next]) {
        --waits_for_[dependent];
        if (!plan::succeeded(out_[next].is))
          ending.emplace_back(dependent, skipped(dependent, next));
        else if (waits_for_[dependent] == 0 && !ended_[dependent])
          make_ready(dependent);
      }
    }
  }

  void end(std::size_t i, step now) {
    out_[i] = std::move(now);
    ended_[i] = true;
    tell(i);
    if (!revocation_.ended(plan_.operations[i].stage)) return;
    for (const std::size_t held : std::exchange(held_, {})) make_ready(held);
  }

  void make_ready(std::size_t i) {
    (revocation_.holds_back(plan_.operations[i].stage) ? held_ : ready_).push_back(i);
  }

  void tell(std::size_t i) {
    if (choice_.book) choice_.book->came_to(i, plan_.operations[i], out_[i], id_made_by(i));
    if (choice_.progress) choice_.progress(i, out_[i]);
  }
  [[nodiscard]] std::string id_made_by(std::size_t i) const {
    const auto made = created_.find(i);
    return made == created_.end() ? std::string() : made->second;
  }

  [[nodiscard]] step skipped(std::size_t i, std::size_t because) const {
    const outcome cause = out_[because].is;
    step now;
    now.is = cause == outcome::not_begun ? outcome::not_begun : outcome::skipped;
    now.reason = because_of(i, because);
    return now;
  }

  [[nodiscard]] std::string because_of(std::size_t i, std::size_t because) const {
    const plan::operation& op = plan_.operations[i];
    const auto d = std::ranges::find(op.after, because, &plan::dependency::on);
    const std::string other = plan_.operations[because].at.text();
    switch (d == op.after.end() ? plan::wait_reason::uses : d->why) {
    case plan::wait_reason::uses:
      return "it needs " + other +
             (out_[because].is == outcome::unknown ? ", which may not be done" : ", which was not done");
    case plan::wait_reason::phantom_access:
      return "without " + other + ", somebody would gain access that nobody approved";
    case plan::wait_reason::kept_access:
      return "without " + other + ", somebody would lose access that he keeps";
    case plan::wait_reason::owners:
      return "without " + other + ", the organization might lose its last owner";
    case plan::wait_reason::own_rights:
      return "it ends the rights of who applies this plan, and " + other + " was not done";
    }
    return {};
  }

  /// Reads everything touched once more, until it shows what was done or the time given is over.
  awaitable<void> confirm() {
    std::map<model::list_ref, std::vector<check>> touched;
    const std::set<std::string> gone = deleted_groups();
    for (std::size_t i = 0; i < out_.size(); ++i) {
      if (out_[i].is != outcome::done && !is_to_be_seen(plan_.operations[i].what, out_[i])) continue;
      if (is_about(plan_.operations[i].what, gone)) continue; // no list is left to show it
      if (is_passing(plan_.operations[i].what)) continue;     // the name was given up again
      const check one{&plan_.operations[i], ids_[i], i};
      touched[list_of(plan_.operations[i], ids_[i])].push_back(one);
    }
    const bool only_journal = choice_.book && choice_.book->failure(); // reading is still possible
    if (halted_ && !only_journal) {
      for (const auto& [list, checks] : touched) {
        for (const check& c : checks) doubt({c.index, "done, but not read again: " + *halted_});
      }
      co_return;
    }
    std::deque<std::pair<model::list_ref, std::vector<check>>> left(touched.begin(), touched.end());
    if (left.empty()) co_return;
    std::function<awaitable<void>()> worker = [this, &left] { return confirm_lists(left); };
    const std::size_t workers = std::min(choice_.concurrency, left.size());
    co_await api::run_workers(workers, std::move(worker));
  }

  /// What the server said is a group's is seen to be gone once the group has lost it.
  static bool is_to_be_seen(const plan::action& what, const step& now) {
    const auto* unassign = std::get_if<plan::unassign_role>(&what);
    return unassign && unassign->behind_group && now.is == outcome::already;
  }

  static bool is_passing(const plan::action& what) {
    if (const auto* role = std::get_if<plan::update_role>(&what))
      return role->name.to == model::passing_name(role->role_id);
    const auto* group = std::get_if<plan::rename_group>(&what);
    return group && group->name.to == model::passing_name(group->group_id);
  }

  static bool is_about(const plan::action& what, const std::set<std::string>& groups) {
    if (const auto* unassign = std::get_if<plan::unassign_role>(&what))
      return groups.contains(unassign->principal_id);
    const auto* removed = std::get_if<plan::remove_member>(&what);
    return removed && groups.contains(removed->group_id);
  }

  [[nodiscard]] std::set<std::string> deleted_groups() const {
    std::set<std::string> out;
    for (std::size_t i = 0; i < out_.size(); ++i) {
      const auto* group = std::get_if<plan::delete_group>(&plan_.operations[i].what);
      if (group && plan::succeeded(out_[i].is)) out.insert(group->group_id);
    }
    return out;
  }

  awaitable<void> confirm_lists(std::deque<std::pair<model::list_ref, std::vector<check>>>& left) {
    while (!left.empty()) {
      const auto [list, checks] = std::move(left.front());
      left.pop_front();
      writer looking(api_, time_, choice_.settle);
      const std::vector<unseen> missing = co_await looking.wait_until_seen(list, checks);
      for (const unseen& m : missing) doubt(m);
    }
  }

  void doubt(const unseen& m) {
    out_[m.index].is = outcome::unconfirmed;
    out_[m.index].reason = m.why;
    tell(m.index);
  }

  const plan::plan& plan_;
  api::client& api_;
  http::clock& time_;
  options choice_;
  http::time_point begin_until_ = http::time_point::max();
  http::waiting_line idle_;
  plan::steps out_;
  revocation revocation_;
  std::deque<std::size_t> ready_;
  std::deque<std::size_t> held_; // ready, but for removals that come first
  std::size_t running_ = 0;
  std::vector<std::size_t> waits_for_;
  std::vector<std::vector<std::size_t>> dependents_;
  std::vector<ids> ids_;
  std::vector<bool> ended_;
  std::map<std::string, std::vector<const plan::precondition*>> of_group_; ///< or of a user
  std::map<std::size_t, std::string> created_;                             // ids that creations brought
  std::optional<std::string> halted_;                                      // why nothing more is begun
};

} // namespace

awaitable<plan::steps> execute(api::client& api, http::clock& time, const plan::plan& plan, options choice) {
  execution run(api, time, plan, std::move(choice));
  plan::steps out = co_await run.run();
  co_return out;
}

} // namespace rolecall::apply
