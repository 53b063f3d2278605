#include "apply/judge.hpp"

#include "apply/items.hpp"
#include "apply/words.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace rolecall::apply {
namespace {

using model::list_kind;
using model::list_ref;
using roles = std::vector<model::live_role>;
using groups = std::vector<model::live_group>;
using users = std::vector<model::live_user>;
using holdings = std::vector<wire::assigned_role>;

list_ref roles_of(const std::string& project_id) {
  return {project_id.empty() ? list_kind::organization_roles : list_kind::project_roles, project_id, {}};
}

struct list_finder {
  const ids& known;
  list_ref operator()(const plan::create_project&) const { return {list_kind::projects, {}, {}}; }
  list_ref operator()(const plan::invite_user&) const { return {list_kind::invites, {}, {}}; }
  list_ref operator()(const plan::create_role&) const { return roles_of(known.project); }
  list_ref operator()(const plan::update_role& what) const { return roles_of(what.project_id); }
  list_ref operator()(const plan::delete_role& what) const { return roles_of(what.project_id); }
  list_ref operator()(const plan::create_group&) const { return {list_kind::groups, {}, {}}; }
  list_ref operator()(const plan::rename_group&) const { return {list_kind::groups, {}, {}}; }
  list_ref operator()(const plan::delete_group&) const { return {list_kind::groups, {}, {}}; }
  list_ref operator()(const plan::add_member&) const {
    return {list_kind::group_members, {}, known.principal};
  }
  list_ref operator()(const plan::remove_member& what) const {
    return {list_kind::group_members, {}, what.group_id};
  }
  list_ref operator()(const plan::assign_role& what) const {
    return model::grants_of(known.project, what.kind, known.principal);
  }
  list_ref operator()(const plan::unassign_role& what) const {
    return model::grants_of(what.project_id, what.kind, what.principal_id);
  }
  list_ref operator()(const plan::leave_project& what) const {
    const bool group = what.kind == model::principal_kind::group;
    return {group ? list_kind::project_groups : list_kind::project_users, what.project_id, {}};
  }
};

struct key_finder {
  std::string operator()(const plan::create_project& what) const { return what.name; }
  std::string operator()(const plan::invite_user& what) const { return what.email; }
  std::string operator()(const plan::create_role& what) const { return what.name; }
  std::string operator()(const plan::update_role& what) const { return what.role_id; }
  std::string operator()(const plan::delete_role& what) const { return what.role_id; }
  std::string operator()(const plan::create_group& what) const { return what.name; }
  std::string operator()(const plan::rename_group& what) const { return what.group_id; }
  std::string operator()(const plan::delete_group& what) const { return what.group_id; }
  std::string operator()(const plan::add_member& what) const { return what.user_id; }
  std::string operator()(const plan::remove_member& what) const { return what.user_id; }
  std::string operator()(const plan::assign_role&) const { return {}; }
  std::string operator()(const plan::unassign_role&) const { return {}; }
  std::string operator()(const plan::leave_project& what) const { return what.principal_id; }
};

/// Whether `live` is as `wanted` says; what `wanted` does not say is not looked at.
bool fits(const plan::role_body& wanted, const model::live_role& live) {
  const bool described = !wanted.description || *wanted.description == live.description.value_or("");
  return described && wanted.permissions == live.permissions;
}

/// Name and content may be changed by an operation each: each looks only at what it changes.
bool is_so(const plan::update_role& what, const std::string& name, const plan::role_body& body,
           const model::live_role& live) {
  const bool renames = what.name.from != what.name.to;
  const bool changes = what.after.description || what.before.permissions != what.after.permissions;
  return (!renames || live.name == name) && (!changes || fits(body, live));
}

judgement gone(bool absent) { return {absent ? verdict::reached : verdict::not_yet, {}, {}}; }

template <class Things>
bool has_id(const Things& things, const std::string& id) {
  return std::ranges::any_of(things, [&](const auto& thing) { return thing.id == id; });
}

/// A principal's list may name a predefined role by its short alias, the bound id up to the "__"; and the
/// plan may, where the project was not there yet.
bool is_role(const model::live_role& listed, const std::string& id) {
  if (listed.id == id) return true;
  return listed.predefined && (id.starts_with(listed.id + "__") || listed.id.starts_with(id + "__"));
}

bool holds(const holdings& held, const std::string& role_id) {
  return std::ranges::any_of(held, [&](const wire::assigned_role& h) {
    return is_role(h.role, role_id) && h.source != model::grant_source::inherited;
  });
}

/// A creation, by its natural key: none, one that fits, or what must not be guessed about.
template <class Thing, class Fits>
judgement created(const std::vector<Thing>& things, const std::string& name, const char* kind,
                  Fits as_wanted) {
  std::vector<const Thing*> found;
  for (const Thing& thing : things) {
    if (thing.name == name) found.push_back(&thing);
  }
  if (found.empty()) return {};
  if (found.size() > 1)
    return {verdict::differs,
            "there are now " + std::to_string(found.size()) + " " + kind + "s of this name",
            {}};
  return as_wanted(*found.front());
}

struct judge_visitor {
  const ids& known;
  const api::list_answer& seen;

  judgement operator()(const plan::create_project& what) const {
    auto active = std::get<std::vector<model::live_project>>(seen.items);
    std::erase_if(active, &model::live_project::archived);
    return created(active, what.name, "project", [](const model::live_project& live) -> judgement {
      return {verdict::reached, {}, live.id};
    });
  }
  judgement operator()(const plan::invite_user& what) const {
    for (const model::live_invite& live : std::get<std::vector<model::live_invite>>(seen.items)) {
      if (live.email == what.email && live.status == model::invite_status::pending)
        return {verdict::reached, {}, live.id};
    }
    return {};
  }
  judgement operator()(const plan::create_role& what) const {
    roles custom = std::get<roles>(seen.items);
    std::erase_if(custom, &model::live_role::predefined);
    return created(custom, what.name, "role", [&](const model::live_role& live) -> judgement {
      if (fits(what.after, live)) return {verdict::reached, {}, live.id};
      return {verdict::differs, "there is now another " + words(live), {}};
    });
  }
  judgement operator()(const plan::update_role& what) const {
    for (const model::live_role& live : std::get<roles>(seen.items)) {
      if (live.id != what.role_id) continue;
      if (is_so(what, what.name.to, what.after, live)) return {verdict::reached, {}, live.id};
      if (is_so(what, what.name.from, what.before, live)) return {};
      return {verdict::differs, "it is now a " + words(live), {}};
    }
    return {verdict::differs, "the role is gone", {}};
  }
  judgement operator()(const plan::delete_role& what) const {
    return gone(!has_id(std::get<roles>(seen.items), what.role_id));
  }
  judgement operator()(const plan::create_group& what) const {
    return created(
        std::get<groups>(seen.items), what.name, "group", [](const model::live_group& live) -> judgement {
          if (live.owner == model::group_owner::organization) return {verdict::reached, {}, live.id};
          return {verdict::differs, "there is now a group of this name that is managed elsewhere", {}};
        });
  }
  judgement operator()(const plan::rename_group& what) const {
    for (const model::live_group& live : std::get<groups>(seen.items)) {
      if (live.id != what.group_id) continue;
      if (live.name == what.name.to) return {verdict::reached, {}, live.id};
      if (live.name == what.name.from) return {};
      return {verdict::differs, "it is now named " + base::quoted(live.name), {}};
    }
    return {verdict::differs, "the group is gone", {}};
  }
  judgement operator()(const plan::add_member& what) const {
    return {has_id(std::get<users>(seen.items), what.user_id) ? verdict::reached : verdict::not_yet, {}, {}};
  }
  judgement operator()(const plan::remove_member& what) const {
    return gone(!has_id(std::get<users>(seen.items), what.user_id));
  }
  judgement operator()(const plan::delete_group& what) const {
    return gone(!has_id(std::get<groups>(seen.items), what.group_id));
  }
  judgement operator()(const plan::assign_role&) const {
    return {holds(std::get<holdings>(seen.items), known.role) ? verdict::reached : verdict::not_yet, {}, {}};
  }
  judgement operator()(const plan::unassign_role& what) const {
    return gone(!holds(std::get<holdings>(seen.items), what.role_id));
  }
  judgement operator()(const plan::leave_project& what) const {
    if (what.kind == model::principal_kind::user)
      return gone(!has_id(std::get<users>(seen.items), what.principal_id));
    return gone(!std::ranges::count(std::get<std::vector<std::string>>(seen.items), what.principal_id));
  }
};

std::vector<std::string> ids_in_group(const api::list_answer& seen) {
  std::vector<std::string> out;
  if (const auto* members = std::get_if<users>(&seen.items)) {
    for (const model::live_user& user : *members) out.push_back(user.id);
  }
  if (const auto* held = std::get_if<holdings>(&seen.items)) {
    for (const wire::assigned_role& h : *held)
      out.push_back(h.role.predefined ? predefined_item(plain_name(h.role)) : h.role.id);
  }
  return out;
}

plan::target target_of(const std::string& id) {
  plan::target out;
  out.id = id;
  return out;
}

} // namespace

ids ids_in(const plan::action& what) {
  ids out;
  if (const auto* assign = std::get_if<plan::assign_role>(&what))
    out = {assign->project.id, assign->principal.id, assign->role.id};
  if (const auto* create = std::get_if<plan::create_role>(&what)) out.project = create->project.id;
  if (const auto* join = std::get_if<plan::add_member>(&what)) out.principal = join->group.id;
  return out;
}

std::string key_in_list(const plan::action& what) { return std::visit(key_finder{}, what); }

plan::action with_ids(plan::action what, const ids& known) {
  if (auto* assign = std::get_if<plan::assign_role>(&what)) {
    assign->project = target_of(known.project);
    assign->principal = target_of(known.principal);
    assign->role = target_of(known.role);
  }
  if (auto* create = std::get_if<plan::create_role>(&what)) create->project = target_of(known.project);
  if (auto* join = std::get_if<plan::add_member>(&what)) join->group = target_of(known.principal);
  return what;
}

list_ref list_of(const plan::operation& op, const ids& known) {
  return std::visit(list_finder{known}, op.what);
}

judgement judge(const plan::operation& op, const ids& known, const api::list_answer& seen) {
  return std::visit(judge_visitor{known, seen}, op.what);
}

bool proves(const plan::operation& op, const ids& known, const api::list_answer& seen) {
  const auto* assign = std::get_if<plan::assign_role>(&op.what);
  if (!assign || !assign->behind_group) return true;
  return std::ranges::any_of(std::get<holdings>(seen.items), [&](const wire::assigned_role& h) {
    return is_role(h.role, known.role) && h.source == model::grant_source::direct;
  });
}

bool shows_role(const api::list_answer& seen, const std::string& role_id) {
  return holds(std::get<holdings>(seen.items), role_id);
}

std::optional<std::string> newcomer(const plan::precondition& before, const api::list_answer& seen) {
  std::set<std::string_view> known;
  for (const plan::listed_item& item : before.items) known.insert(item.id);
  for (const std::string& id : ids_in_group(seen)) {
    if (!known.contains(id)) return id;
  }
  return std::nullopt;
}

std::vector<list_ref> lists_inside(const plan::action& what, const std::string& id) {
  if (std::holds_alternative<plan::create_group>(what))
    return {{list_kind::group_members, {}, id}, {list_kind::group_roles, {}, id}};
  if (std::holds_alternative<plan::create_project>(what))
    return {{list_kind::project_groups, id, {}}, {list_kind::project_users, id, {}}};
  return {}; // who holds a role of the same content has what it gives
}

} // namespace rolecall::apply
