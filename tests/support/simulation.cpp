#include "support/simulation.hpp"

#include "base/stable_hash.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace rolecall::test {
namespace {

using model::grant_source;
using model::list_kind;
using model::live_grant;

void require(bool holds, const std::string& else_say) {
  if (!holds) throw std::logic_error(else_say);
}

template <class Things>
auto find(Things& things, const std::string& id) {
  const auto found = std::ranges::find_if(things, [&](const auto& thing) { return thing.id == id; });
  require(found != things.end(), "there is no " + id);
  return found;
}

template <class Things>
bool has_name(const Things& things, const std::string& name) {
  return std::ranges::any_of(things, [&](const auto& thing) { return thing.name == name; });
}

/// A user who holds a role of a project himself is in the project.
bool may_be_his_own(const live_grant& g, const model::organization& org) {
  const auto& inside = org.listed({list_kind::project_users, g.project_id, {}});
  const bool by_chance = base::stable_hash(g.project_id + " " + g.principal_id + " " + g.role_id) % 2 == 0;
  return by_chance && (g.project_id.empty() || std::ranges::count(inside, g.principal_id) > 0);
}
live_grant without_source(live_grant g) {
  g.source = grant_source::direct;
  return g;
}

} // namespace

struct simulation::visitor {
  model::organization& org;
  const std::set<live_grant>& doubtful;
  std::map<std::size_t, std::string>& made;
  std::size_t index;

  std::vector<std::string>& listed(const std::string& project_id, model::principal_kind kind) const {
    const bool group = kind == model::principal_kind::group;
    return org.members[{group ? list_kind::project_groups : list_kind::project_users, project_id, {}}];
  }
  std::vector<std::string>& members(const std::string& group_id) const {
    return org.members[{list_kind::group_members, {}, group_id}];
  }
  [[nodiscard]] std::string id_of(const plan::target& target) const {
    if (!target.made_by) return target.id;
    require(made.contains(*target.made_by), "used before it was made");
    return made.at(*target.made_by);
  }
  [[nodiscard]] auto held(const live_grant& what) const { return std::ranges::find(org.grants, what); }
  void require_free(const std::string& project_id, const std::string& name) const {
    for (const model::live_role& role : org.roles) {
      const bool taken = !role.predefined && role.project_id == project_id && role.name == name;
      require(!taken, "the role's name is taken");
    }
  }

  void operator()(const plan::create_project& what) const {
    const std::string id = "proj_new" + std::to_string(index);
    made[index] = id;
    org.projects.push_back({id, what.name, false});
    for (const std::string role : {"owner", "member", "viewer"}) {
      org.roles.push_back(
          {"role-api-project-" + role + "__api-project__" + id, role, {}, {"project." + role}, true, id});
    }
  }
  void operator()(const plan::invite_user& what) const {
    std::erase_if(org.invites, [&](const model::live_invite& i) { return i.id == what.expired_id; });
    for (const model::live_invite& i : org.invites)
      require(i.email != what.email || i.status != model::invite_status::pending, "invited twice");
    org.invites.push_back({"invite_new" + std::to_string(index), what.email, model::invite_status::pending});
  }
  void operator()(const plan::create_role& what) const {
    require_free(id_of(what.project), what.name);
    made[index] = "role_new" + std::to_string(index);
    org.roles.push_back(
        {made[index], what.name, what.after.description, what.after.permissions, false, id_of(what.project)});
  }
  void operator()(const plan::update_role& what) const {
    const auto role = find(org.roles, what.role_id);
    require(!role->predefined, "a predefined role cannot be changed");
    if (what.name.from != what.name.to) {
      require(role->name == what.name.from, "it has another name by now");
      require_free(what.project_id, what.name.to);
      role->name = what.name.to;
    }
    if (what.after.description) role->description = what.after.description;
    if (what.after.permissions != what.before.permissions) role->permissions = what.after.permissions;
  }
  void operator()(const plan::delete_role& what) const {
    const auto role = find(org.roles, what.role_id);
    require(!role->predefined, "a predefined role cannot be deleted");
    for (const live_grant& g : org.grants)
      require(g.role_id != what.role_id || doubtful.contains(g), "the role is in use");
    std::erase_if(org.grants, [&](const live_grant& g) { return g.role_id == what.role_id; });
    org.roles.erase(role);
  }
  void operator()(const plan::create_group& what) const {
    require(!has_name(org.groups, what.name), "the group's name is taken");
    made[index] = "group_new" + std::to_string(index);
    org.groups.push_back({made[index], what.name, model::group_owner::organization});
  }
  void operator()(const plan::rename_group& what) const {
    const auto group = find(org.groups, what.group_id);
    require(group->name == what.name.from, "it has another name by now");
    require(!has_name(org.groups, what.name.to), "the group's name is taken");
    group->name = what.name.to;
  }
  void operator()(const plan::delete_group& what) const {
    org.groups.erase(find(org.groups, what.group_id));
    std::erase_if(org.grants, [&](const live_grant& g) { return g.principal_id == what.group_id; });
    org.members.erase({list_kind::group_members, {}, what.group_id});
    for (auto& [list, ids] : org.members) {
      if (list.kind == list_kind::project_groups) std::erase(ids, what.group_id);
    }
  }
  void operator()(const plan::add_member& what) const {
    std::vector<std::string>& in = members(id_of(what.group));
    require(std::ranges::count(in, what.user_id) == 0, "a member already");
    in.push_back(what.user_id);
  }
  void operator()(const plan::remove_member& what) const {
    require(std::erase(members(what.group_id), what.user_id) == 1, "no member");
  }
  /// A predefined role of a project that this plan makes is known by its alias.
  [[nodiscard]] std::string bound(const std::string& role_id, const std::string& project_id) const {
    const bool alias = role_id.starts_with("role-api-project-") && role_id.find("__") == std::string::npos;
    return alias ? role_id + "__api-project__" + project_id : role_id;
  }
  void operator()(const plan::assign_role& what) const {
    const std::string project = id_of(what.project);
    const live_grant grant{project, what.kind, id_of(what.principal), bound(id_of(what.role), project)};
    require(find(org.roles, grant.role_id)->project_id == project, "the role is of another scope");
    if (held(grant) != org.grants.end()) return require(doubtful.contains(grant), "the role is held already");
    if (what.kind == model::principal_kind::group) find(org.groups, grant.principal_id);
    if (!project.empty()) enter(what, project, grant.principal_id);
    org.grants.push_back(grant);
  }
  void enter(const plan::assign_role& what, const std::string& project, const std::string& who) const {
    std::vector<std::string>& in_project = listed(project, what.kind);
    const bool is_in = std::ranges::count(in_project, who) > 0;
    if (what.enters != plan::entry::inside)
      require(!is_in, "it is in the project already");
    else
      require(is_in || seems_inside(project, who), "it is not in the project");
    if (!is_in) in_project.push_back(who);
  }
  /// What a user holds there may be a group's; refused, he is made a member after all.
  [[nodiscard]] bool seems_inside(const std::string& project, const std::string& who) const {
    return std::ranges::any_of(
        doubtful, [&](const live_grant& g) { return g.project_id == project && g.principal_id == who; });
  }
  void operator()(const plan::unassign_role& what) const {
    const live_grant sought{what.project_id, what.kind, what.principal_id, what.role_id};
    const auto grant = held(sought);
    if (grant == org.grants.end()) return require(doubtful.contains(sought), "the role is not held");
    org.grants.erase(grant);
  }
  void operator()(const plan::leave_project& what) const {
    for (const live_grant& g : org.grants) {
      require(g.project_id != what.project_id || g.principal_id != what.principal_id,
              "it still holds a role there");
    }
    std::erase(listed(what.project_id, what.kind), what.principal_id);
  }
};

simulation::simulation(model::organization start, user_lists lists) : org_(std::move(start)), lists_(lists) {
  std::vector<live_grant> own;
  for (const live_grant& g : org_.grants) {
    const live_grant plain = without_source(g);
    if (g.source == grant_source::explained) doubtful_.insert(plain);
    if (g.source == grant_source::inherited) elsewhere_.insert(g);
    const bool only_a_group =
        g.source == grant_source::explained && lists == user_lists::everything && !may_be_his_own(g, org_);
    if (g.source != grant_source::inherited && !only_a_group) own.push_back(plain);
  }
  org_.grants = std::move(own);
}

void simulation::carry_out(const plan::operation& op, std::size_t index) {
  std::visit(visitor{org_, doubtful_, made_, index}, op.what);
}

access_map simulation::access() const {
  std::map<std::string, const model::live_role*> roles;
  for (const model::live_role& role : org_.roles) roles[role.id] = &role;
  access_map out;
  for (const live_grant& g : org_.grants) {
    const std::vector<std::string>& allowed = roles.at(g.role_id)->permissions;
    out[{g.project_id, g.kind, g.principal_id}].insert(allowed.begin(), allowed.end());
    if (g.kind != model::principal_kind::group) continue;
    for (const std::string& user : org_.listed({list_kind::group_members, {}, g.principal_id}))
      out[{g.project_id, model::principal_kind::user, user}].insert(allowed.begin(), allowed.end());
  }
  return out;
}

model::organization simulation::state() const {
  model::organization out = org_;
  for (live_grant& g : out.grants) {
    const bool told = g.kind == model::principal_kind::group || lists_ == user_lists::sources;
    if (!told) g.source = grant_source::untold;
  }
  for (const live_grant& g : elsewhere_) {
    if (lists_ != user_lists::sources) out.grants.push_back(g);
  }
  show_group_roles(out, lists_);
  tell_owners(out, lists_);
  out.read.clear();
  mark_all_read(out);
  out.sort();
  return out;
}

model::organization apply_to_model(const plan::plan& p, const model::organization& live, user_lists lists) {
  simulation run(live, lists);
  for (std::size_t i = 0; i < p.operations.size(); ++i) run.carry_out(p.operations[i], i);
  return run.state();
}

} // namespace rolecall::test
