#include "planner/own_rights.hpp"

#include "planner/standing.hpp"

#include <algorithm>
#include <vector>

namespace rolecall::planner {
namespace {

/// The index of an operation once the one at `moved` stands behind all `count`.
class renumbering {
public:
  renumbering(std::size_t moved, std::size_t count) : moved_(moved), count_(count) {}
  std::size_t operator()(std::size_t index) const {
    if (index == moved_) return count_ - 1;
    return index > moved_ ? index - 1 : index;
  }

private:
  std::size_t moved_;
  std::size_t count_;
};

struct target_renumbering {
  renumbering now;
  void operator()(plan::create_role& what) const { renumber(what.project); }
  void operator()(plan::add_member& what) const { renumber(what.group); }
  void operator()(plan::assign_role& what) const {
    renumber(what.project);
    renumber(what.principal);
    renumber(what.role);
  }
  void operator()(auto&) const {}

private:
  void renumber(plan::target& of) const {
    if (of.made_by) of.made_by = now(*of.made_by);
  }
};

void move_last(plan::plan& p, std::size_t which) {
  const renumbering now(which, p.operations.size());
  const auto at = p.operations.begin() + static_cast<std::ptrdiff_t>(which);
  std::rotate(at, at + 1, p.operations.end());
  for (plan::operation& op : p.operations) {
    for (plan::dependency& d : op.after) d.on = now(d.on);
    std::ranges::sort(op.after);
    std::visit(target_renumbering{now}, op.what);
  }
  for (plan::access_gap& gap : p.gaps) {
    gap.lost_by = now(gap.lost_by);
    gap.back_by = now(gap.back_by);
  }
  std::erase_if(p.gaps, [](const plan::access_gap& gap) { return gap.back_by < gap.lost_by; });
}

/// The last one waits for those that nothing waits for, and so for all.
void wait_for_all(plan::plan& p) {
  std::vector<bool> waited_for(p.operations.size());
  for (const plan::operation& op : p.operations) {
    for (const plan::dependency& d : op.after) waited_for[d.on] = true;
  }
  plan::operation& last = p.operations.back();
  for (std::size_t i = 0; i + 1 < p.operations.size(); ++i) {
    if (!waited_for[i]) last.after.push_back({i, plan::wait_reason::own_rights});
  }
  std::ranges::sort(last.after);
}

} // namespace

void end_own_rights_last(plan::plan& p, const model::organization& live, const std::string& caller) {
  const auto which = end_of_rights(p, live, caller);
  if (!which) return;
  const auto waits = [&](const plan::operation& op) {
    return std::ranges::count(op.after, *which, &plan::dependency::on) > 0;
  };
  const auto other = std::ranges::find_if(p.operations, waits);
  if (other != p.operations.end()) {
    p.warnings.push_back(p.operations[*which].at.text() + " ends the rights of who applies this plan, and " +
                         other->at.text() +
                         " must wait for it: that will have to be applied with another key");
    return;
  }
  move_last(p, *which);
  p.operations.back().stage = plan::stage::own_rights;
  wait_for_all(p);
}

} // namespace rolecall::planner
