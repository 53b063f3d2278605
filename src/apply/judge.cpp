#include "apply/judge.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace rolecall::apply {
namespace {

using model::list_kind;
using model::list_ref;
using roles = std::vector<model::live_role>;
using groups = std::vector<model::live_group>;
using holdings = std::vector<wire::assigned_role>;

list_ref roles_of(const std::string& project_id) {
  return {project_id.empty() ? list_kind::organization_roles : list_kind::project_roles, project_id, {}};
}

list_ref grants_of(const std::string& project_id, model::principal_kind kind,
                   const std::string& principal_id) {
  const bool group = kind == model::principal_kind::group;
  const list_kind organization = group ? list_kind::group_roles : list_kind::user_roles;
  const list_kind project = group ? list_kind::project_group_roles : list_kind::project_user_roles;
  return {project_id.empty() ? organization : project, project_id, principal_id};
}

struct list_finder {
  const ids& known;
  list_ref operator()(const plan::create_role& what) const { return roles_of(what.project_id); }
  list_ref operator()(const plan::update_role& what) const { return roles_of(what.project_id); }
  list_ref operator()(const plan::delete_role& what) const { return roles_of(what.project_id); }
  list_ref operator()(const plan::create_group&) const { return {list_kind::groups, {}, {}}; }
  list_ref operator()(const plan::delete_group&) const { return {list_kind::groups, {}, {}}; }
  list_ref operator()(const plan::assign_role& what) const {
    return grants_of(what.project_id, what.kind, known.principal);
  }
  list_ref operator()(const plan::unassign_role& what) const {
    return grants_of(what.project_id, what.kind, what.principal_id);
  }
  list_ref operator()(const plan::leave_project& what) const {
    return {list_kind::project_groups, what.project_id, {}};
  }
};

/// Whether `live` is as `wanted` says; what `wanted` does not say is not looked at.
bool fits(const plan::role_body& wanted, const model::live_role& live) {
  const bool described = !wanted.description || *wanted.description == live.description.value_or("");
  return described && wanted.permissions == live.permissions;
}

std::string words(const model::live_role& live) {
  std::string out = "role " + base::quoted(live.name) + " with permissions [";
  for (const std::string& permission : live.permissions)
    out += (out.back() == '[' ? "" : ", ") + base::printable(permission);
  return out + "]";
}

judgement gone(bool absent) { return {absent ? verdict::reached : verdict::not_yet, {}, {}}; }

template <class Things>
bool has_id(const Things& things, const std::string& id) {
  return std::ranges::any_of(things, [&](const auto& thing) { return thing.id == id; });
}

/// A principal's list may name a predefined role by its short alias: the bound id up to the "__".
bool is_role(const model::live_role& listed, const std::string& bound_id) {
  return listed.id == bound_id || (listed.predefined && bound_id.starts_with(listed.id + "__"));
}

bool holds(const holdings& held, const std::string& role_id) {
  return std::ranges::any_of(
      held, [&](const wire::assigned_role& h) { return is_role(h.role, role_id) && h.source != model::grant_source::inherited; });
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
      if (fits(what.after, live)) return {verdict::reached, {}, live.id};
      if (fits(what.before, live)) return {};
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
    return gone(!std::ranges::count(std::get<std::vector<std::string>>(seen.items), what.group_id));
  }
};

} // namespace

list_ref list_of(const plan::operation& op, const ids& known) {
  return std::visit(list_finder{known}, op.what);
}

judgement judge(const plan::operation& op, const ids& known, const api::list_answer& seen) {
  return std::visit(judge_visitor{known, seen}, op.what);
}

} // namespace rolecall::apply
