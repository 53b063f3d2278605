// Who may do what on the way: V6, V7.

#include "emulator/catalogue.hpp"
#include "sim/auditor.hpp"

#include <algorithm>

namespace rolecall::sim {
namespace {

using emulator::principal_kind;

/// When it is the turn of a stage in a plan that revokes first; 0: at any time.
std::size_t turn_of(plan::stage of) {
  switch (of) {
  case plan::stage::removal:
  case plan::stage::deletion: return 1;
  case plan::stage::mixed_update: return 2;
  case plan::stage::early_addition:
  case plan::stage::late_addition: return 3;
  case plan::stage::create:
  case plan::stage::own_rights: break;
  }
  return 0;
}

} // namespace

/// V6
void auditor::check_access(const meaning& done) {
  if (!watched_) return;
  const auto& org = server_.organization();
  const auto everybody_of = [&](const holder& of) {
    check_holder(of);
    if (of.who.kind != principal_kind::group) return;
    if (const auto* group = org.groups.find(of.who.id))
      for (const auto& member : group->members) check_holder({of.project, {principal_kind::user, member.id}});
  };
  switch (done.what) {
  case deed::assign:
  case deed::enter:
    if (done.who.kind == principal_kind::user)
      check_holder({done.project, done.who});
    else
      everybody_of({done.project, done.who});
    return;
  case deed::set_legacy_role: return everybody_of({done.project, done.who});
  case deed::add_member:
    check_holder({"", done.who});
    for (const auto& in : org.projects) check_holder({in.id, done.who});
    return;
  case deed::update_role: {
    const auto* in = done.project.empty() ? nullptr : org.projects.find(done.project);
    const auto& where = in ? in->access : org.access;
    for (const auto& [who, roles] : where.held)
      if (std::ranges::count(roles, done.role) > 0) everybody_of({done.project, who});
    return;
  }
  default: return;
  }
}

/// V6, of a plan that revokes first: no addition is sent before a removal, nor while one is on its way. Where
/// a request may serve several operations it is taken for the one that is in order.
void auditor::check_order(const std::vector<std::size_t>& served) {
  const auto turn = [&](std::size_t op) { return turn_of(watched_->made.operations[op].stage); };
  const auto last = std::ranges::max_element(served, {}, turn);
  if (last == served.end() || turn(*last) == 0) return;
  const bool waits = std::ranges::any_of(in_flight_, [&](const auto& other) {
    const auto& its = other.second.served;
    return !its.empty() && std::ranges::all_of(its, [&](std::size_t op) {
      return turn(op) > 0 && turn(op) < turn(*std::ranges::min_element(served, {}, turn));
    });
  });
  const std::string what = watched_->made.operations[*last].at.text();
  if (turn(*last) < turn_) complain(6, what + " takes something away after others were given something");
  if (waits) complain(6, what + " gives something while others are still to lose something");
  turn_ = std::max(turn_, turn(*std::ranges::min_element(served, {}, turn)));
}

void auditor::check_holder(const holder& of) {
  const permission_set now = permissions_now(server_.organization(), of, bits_);
  const permission_set over = now & ~allowed(of);
  if (over.none()) return;
  complain(6, of.who.id + (of.project.empty() ? "" : " in " + of.project) +
                  " may now do what he may neither before nor after the plan: " + bits_.words(over));
}

permission_set auditor::allowed(const holder& of) {
  const holder planned = in_plan(of);
  permission_set out = watched_->before.permissions(planned) | watched_->after.permissions(planned);
  // A user that comes into a project may be `member` in passing.
  const bool user = of.who.kind == principal_kind::user && !of.project.empty();
  if (user && std::ranges::any_of(watched_->made.operations, [&](const plan::operation& op) {
        const auto* assign = std::get_if<plan::assign_role>(&op.what);
        return assign && assign->principal.id == of.who.id;
      })) {
    if (const auto* in = server_.organization().projects.find(of.project))
      out |= bits_.of(emulator::predefined_role(in->access, "member").permissions);
  }
  return out;
}

std::size_t auditor::owners() const {
  const auto& org = server_.organization();
  const std::string& owner = emulator::predefined_role(org.access, "owner").id;
  std::size_t out = 0;
  for (const auto& user : org.users) {
    bool is = emulator::holds(org.access, {principal_kind::user, user.id}, owner);
    for (const auto& group : org.groups)
      is = is || (group.members.contains(user.id) &&
                  emulator::holds(org.access, {principal_kind::group, group.id}, owner));
    out += is ? 1 : 0;
  }
  return out;
}

/// V7
void auditor::check_owners(std::size_t before) {
  if (before > 0 && owners() == 0) complain(7, "the organization has no owner left");
}

} // namespace rolecall::sim
