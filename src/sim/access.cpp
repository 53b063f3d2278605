#include "sim/access.hpp"

#include "emulator/catalogue.hpp"

#include <algorithm>

namespace rolecall::sim {
namespace {

using emulator::principal_kind;

principal_kind kind_of(model::principal_kind kind) {
  return kind == model::principal_kind::group ? principal_kind::group : principal_kind::user;
}

std::string key_of(const plan::target& t) { return t.made_by ? made_key(*t.made_by) : t.id; }

struct doer {
  access_facts& facts;
  permission_bits& bits;
  std::size_t index;

  /// Its predefined roles are known by their aliases.
  void operator()(const plan::create_project&) const {
    static const emulator::scope usual = emulator::project_scope("new");
    for (const auto& role : usual.roles)
      facts.roles[role.id.substr(0, role.id.find("__"))] = bits.of(role.permissions);
  }
  void operator()(const plan::invite_user&) const {}
  void operator()(const plan::create_role& op) const {
    facts.roles[made_key(index)] = bits.of(op.after.permissions);
  }
  void operator()(const plan::update_role& op) const {
    if (op.before.permissions != op.after.permissions)
      facts.roles[op.role_id] = bits.of(op.after.permissions);
  }
  void operator()(const plan::delete_role& op) const {
    for (auto& [who, roles] : facts.held) roles.erase(op.role_id);
  }
  void operator()(const plan::create_group&) const {}
  void operator()(const plan::rename_group&) const {}
  void operator()(const plan::delete_group& op) const {
    std::erase_if(facts.held, [&](const auto& h) { return h.first.who.id == op.group_id; });
    for (auto& [user, groups] : facts.groups_of) groups.erase(op.group_id);
  }
  void operator()(const plan::add_member& op) const { facts.groups_of[op.user_id].insert(key_of(op.group)); }
  void operator()(const plan::remove_member& op) const { facts.groups_of[op.user_id].erase(op.group_id); }
  void operator()(const plan::assign_role& op) const {
    facts.held[{key_of(op.project), {kind_of(op.kind), key_of(op.principal)}}].insert(key_of(op.role));
  }
  void operator()(const plan::unassign_role& op) const {
    facts.held[{op.project_id, {kind_of(op.kind), op.principal_id}}].erase(op.role_id);
  }
  void operator()(const plan::leave_project&) const {}
};

permission_set of_roles(const emulator::scope& where, const emulator::principal& who, permission_bits& bits) {
  permission_set out;
  const auto held = where.held.find(who);
  if (held == where.held.end()) return out;
  for (const auto& id : held->second) {
    if (const auto* role = where.roles.find(id)) out |= bits.of(role->permissions);
  }
  return out;
}

} // namespace

permission_set permission_bits::of(const std::vector<std::string>& permissions) {
  permission_set out;
  for (const std::string& one : permissions) out.set(known_.try_emplace(one, known_.size()).first->second);
  return out;
}

std::string permission_bits::words(const permission_set& which) const {
  std::set<std::string> sorted;
  for (const auto& [name, bit] : known_)
    if (which.test(bit)) sorted.insert(name);
  std::string out;
  for (const std::string& name : sorted) out += (out.empty() ? "" : ", ") + name;
  return out;
}

std::string made_key(std::size_t index) { return "made by " + std::to_string(index); }

permission_set access_facts::permissions(const holder& of) const {
  permission_set out;
  const auto add = [&](const holder& one) {
    const auto found = held.find(one);
    if (found == held.end()) return;
    for (const std::string& role : found->second)
      if (const auto known = roles.find(role); known != roles.end()) out |= known->second;
  };
  add(of);
  const auto groups = groups_of.find(of.who.id);
  if (of.who.kind == principal_kind::user && groups != groups_of.end())
    for (const std::string& group : groups->second) add({of.project, {principal_kind::group, group}});
  return out;
}

void access_facts::unite(const access_facts& other) {
  for (const auto& [id, allowed] : other.roles) roles[id] |= allowed;
  for (const auto& [who, ids] : other.held) held[who].insert(ids.begin(), ids.end());
  for (const auto& [user, groups] : other.groups_of) groups_of[user].insert(groups.begin(), groups.end());
}

access_facts facts_of(const emulator::state& org, permission_bits& bits) {
  access_facts out;
  const auto add = [&](const std::string& project, const emulator::scope& where) {
    for (const auto& role : where.roles)
      out.roles.emplace_hint(out.roles.end(), role.id, bits.of(role.permissions));
    for (const auto& [who, roles] : where.held)
      out.held.emplace_hint(out.held.end(), holder{project, who},
                            std::set<std::string>(roles.begin(), roles.end()));
  };
  add("", org.access);
  for (const auto& in : org.projects) add(in.id, in.access);
  for (const auto& group : org.groups)
    for (const auto& member : group.members) out.groups_of[member.id].insert(group.id);
  return out;
}

permission_set permissions_now(const emulator::state& org, const holder& of, permission_bits& bits) {
  const emulator::scope* where = &org.access;
  if (!of.project.empty()) {
    const auto* in = org.projects.find(of.project);
    if (!in) return {};
    where = &in->access;
  }
  permission_set out = of_roles(*where, of.who, bits);
  if (of.who.kind == principal_kind::group) return out;
  for (const auto& group : org.groups)
    if (group.members.contains(of.who.id)) out |= of_roles(*where, {principal_kind::group, group.id}, bits);
  return out;
}

access_facts facts_after(access_facts before, const plan::plan& p, permission_bits& bits) {
  for (std::size_t i = 0; i < p.operations.size(); ++i)
    std::visit(doer{before, bits, i}, p.operations[i].what);
  return before;
}

} // namespace rolecall::sim
