// What a saved plan rests on, V1; who was made a member in passing, V6; and the end of a case, V12.

#include "emulator/catalogue.hpp"
#include "sim/auditor.hpp"

#include <algorithm>

namespace rolecall::sim {
namespace {

constexpr std::string_view member_role = "role-api-project-member";

bool is_member_role(const std::string& id) { return id == "member" || id.starts_with(member_role); }

/// What of the organization an operation overwrites, or needs to be there; other editors may change it.
struct ground {
  const emulator::state& org;

  [[nodiscard]] std::string role(const std::string& project, const std::string& id, bool all) const {
    const auto* in = project.empty() ? nullptr : org.projects.find(project);
    if (!project.empty() && (!in || in->archived_at)) return "no project";
    const auto* found = (in ? in->access : org.access).roles.find(id);
    if (!found) return "no role";
    std::string out = found->name;
    if (!all) return out;
    out += "/" + found->description.value_or("");
    std::vector<std::string> sorted = found->permissions;
    std::ranges::sort(sorted);
    for (const std::string& one : sorted) out += "/" + one;
    return out;
  }
  [[nodiscard]] std::string group(const std::string& id) const {
    const auto* found = org.groups.find(id);
    return found ? found->name : "no group";
  }

  std::string operator()(const plan::update_role& op) const { return role(op.project_id, op.role_id, true); }
  std::string operator()(const plan::delete_role& op) const { return role(op.project_id, op.role_id, false); }
  std::string operator()(const plan::rename_group& op) const { return group(op.group_id); }
  std::string operator()(const plan::delete_group& op) const { return group(op.group_id); }
  std::string operator()(const auto&) const { return {}; }
};

std::vector<std::string> grounds(const plan::plan& made, const emulator::state& org) {
  std::vector<std::string> out;
  for (const plan::operation& op : made.operations) out.push_back(std::visit(ground{org}, op.what));
  return out;
}

} // namespace

void auditor::saved(const plan::plan& made) {
  rests_on_ = grounds(made, server_.organization());
  members_then_.clear();
  for (const auto& group : server_.organization().groups) {
    if (!read_.contains("/organization/groups/" + group.id + "/users"))
      continue; // then they are nobody's concern
    auto& then = members_then_[group.id];
    for (const auto& member : group.members) then.insert(member.id);
  }
}

/// V1: a saved plan is for the organization as it was then, but for what is done already.
void auditor::check_rests() {
  const std::vector<std::string> now = grounds(*saved_, server_.organization());
  for (const plan::operation& op : saved_->operations)
    if (const auto* gives = std::get_if<plan::assign_role>(&op.what)) check_members(*gives, op.at);
  for (std::size_t i = 0; i < now.size() && i < rests_on_.size(); ++i) {
    const plan::operation& op = saved_->operations[i];
    if (now[i] == rests_on_[i] || edited_ || is_so(op, {*saved_, server_.organization(), made_})) continue;
    complain(1, "a saved plan is carried out, but what " + op.at.text() +
                    " rests on has moved: " + rests_on_[i] + " is now " + now[i]);
  }
}

/// Who has come into a group since gets nothing by a plan that does not know of him.
void auditor::check_members(const plan::assign_role& gives, const model::address& at) {
  const auto* group = server_.organization().groups.find(gives.principal.id);
  if (gives.kind != model::principal_kind::group || !group || edited_) return;
  const auto then = members_then_.find(group->id);
  if (then == members_then_.end()) return;
  for (const auto& member : group->members) {
    const bool was_there = then->second.contains(member.id);
    const bool is_planned = std::ranges::any_of(saved_->operations, [&](const plan::operation& op) {
      const auto* joins = std::get_if<plan::add_member>(&op.what);
      return joins && joins->group.id == group->id && joins->user_id == member.id;
    });
    if (!was_there && !is_planned)
      complain(1,
               "a saved plan is carried out, but " + member.id + " has come to whom " + at.text() + " gives");
  }
}

void auditor::note_passing(const exchange& how) {
  const meaning& done = *how.write;
  const bool enters = done.what == deed::assign || done.what == deed::enter;
  if (!enters || done.project.empty() || how.served.size() != 1 || !is_member_role(done.role)) return;
  if (done.who.kind != emulator::principal_kind::user) return;
  const auto* op = std::get_if<plan::assign_role>(&watched_->made.operations[how.served.front()].what);
  const holder who{done.project, done.who};
  if (!op) return;
  if (op->role.id.starts_with(member_role))
    members_.insert(who);
  else
    passing_.insert(who);
}

void auditor::check_end(bool knows_debts) {
  journal_.all_closed();
  if (!knows_debts) return;
  const auto& org = server_.organization();
  for (const holder& who : passing_) {
    const auto* in = org.projects.find(who.project);
    if (!in || in->archived_at || members_.contains(who)) continue;
    if (emulator::holds(in->access, who.who, emulator::predefined_role(in->access, "member").id))
      complain(6,
               who.who.id + " is still a member of " + who.project + ", as he should have been in passing");
  }
}

} // namespace rolecall::sim
