#include "policy/resolve.hpp"

#include "base/text.hpp"
#include "policy/live_names.hpp"
#include "policy/narrow.hpp"
#include "policy/resolve_people.hpp"
#include "policy/resolve_projects.hpp"
#include "policy/resolve_roles.hpp"
#include "policy/taken_names.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace rolecall::policy {
namespace {

using base::quoted;
using model::list_kind;
using model::ownership;

void check_organization(resolution& r) {
  if (!r.policy.organization) return;
  r.out.organization = r.policy.organization->text;
  const std::string& wanted = *r.out.organization;
  if (!r.live.id && r.has_read({list_kind::organization_roles, {}, {}})) {
    r.problem(rule::other_organization, r.policy.organization->at,
              "this policy is for organization " + quoted(wanted) +
                  ", but the server does not say to which one the admin key belongs",
              "without \"organization\" the policy may be used with any key; nothing else was read");
  }
  if (!r.live.id || *r.live.id == wanted) return;
  r.problem(rule::other_organization, r.policy.organization->at,
            "this policy is for organization " + quoted(wanted) + ", but the admin key belongs to " +
                quoted(*r.live.id),
            "use the admin key of the policy's organization; nothing else was read");
}

/// Whether a list of groups in a project makes groups known: by names that it has, or because all are judged.
bool shows_groups(const std::optional<std::vector<model::project_grants>>& groups, ownership mode) {
  return groups && (mode == ownership::authoritative || !groups->empty());
}

void set_rules(resolution& r) {
  const model::policy& p = r.policy;
  r.out.organization_roles = rule_of(p.roles.has_value(), p.manage.roles);
  r.out.all_groups = rule_of(p.groups.has_value(), p.manage.groups);
  r.out.group_grants = rule_of(p.groups.has_value(), p.manage.grants);
  r.out.user_grants = rule_of(p.users.has_value(), p.manage.grants);
  const model::selection& only = r.out.only;
  const auto reached = [&](const model::project& in) {
    return only.reaches(model::address() / model::address_part{"project", {in.key.text, {}}});
  };
  const auto shows = [&](const model::project& in) {
    return reached(in) && shows_groups(in.groups, in.manage.value_or(p.manage).grants);
  };
  const bool templates = !p.templates.empty() && only.reaches(model::address(), "project");
  r.out.needs_projects = templates || std::ranges::any_of(p.projects, reached);
  r.out.needs_groups = (p.groups.has_value() && only.reaches(model::address(), "group")) ||
                       std::ranges::any_of(p.projects, shows) ||
                       (templates && std::ranges::any_of(p.templates, [](const model::project_template& t) {
                          return t.groups.has_value();
                        }));
}

/// Two lines that give the same are one grant with two causes.
void unite_causes(std::vector<model::wanted_grant>& grants) {
  std::ranges::sort(grants, {}, [](const model::wanted_grant& g) { return std::tie(g.what, g.cause); });
  std::vector<model::wanted_grant> out;
  for (model::wanted_grant& g : grants) {
    if (out.empty() || out.back().what != g.what)
      out.push_back(std::move(g));
    else if (out.back().cause != g.cause)
      out.back().also.push_back(g.cause);
  }
  grants = std::move(out);
}

void refuse_same(resolution& r, const char* kind, const base::source_range& at, const std::string& id) {
  r.problem(rule::same_id, at, "another entry means the same live " + std::string(kind) + " " + quoted(id),
            "keep one entry for each " + std::string(kind));
}

void sort(resolution& r) {
  model::desired& out = r.out;
  const auto of_role = [](const model::wanted_role& w) { return std::pair(w.at, w.key); };
  std::ranges::sort(out.roles, {}, of_role);
  std::ranges::sort(out.groups, {}, &model::wanted_group::key);
  for (std::size_t i = 1; i < out.roles.size(); ++i) {
    if (of_role(out.roles[i]) == of_role(out.roles[i - 1]))
      refuse_same(r, "role", out.roles[i].cause, r.names.text(out.roles[i].key));
  }
  for (std::size_t i = 1; i < out.groups.size(); ++i) {
    if (out.groups[i].key == out.groups[i - 1].key)
      refuse_same(r, "group", out.groups[i].cause, r.names.text(out.groups[i].key));
  }
  std::ranges::sort(out.projects, {}, &model::wanted_project::key);
  std::ranges::sort(out.members, {}, &model::wanted_member::what);
  const auto same = [](const model::wanted_member& a, const model::wanted_member& b) {
    return a.what == b.what;
  };
  out.members.erase(std::unique(out.members.begin(), out.members.end(), same), out.members.end());
  unite_causes(out.grants);
}

void sort_lines(model::desired& out) {
  const auto text = [](const model::unmet_line& line) { return std::pair(line.at.text(), line.cause); };
  std::ranges::sort(out.blocked, {}, text);
  std::ranges::sort(out.waiting, {}, text);
}

} // namespace

model::desired resolve(const model::policy& policy, const model::organization& live, model::symbols& names,
                       const model::selection& only) {
  resolution r{policy, live, names, {}};
  r.out.only = only;
  r.out.guards = policy.guards;
  check_organization(r);
  name_live_things(policy.except, live, names, r.out);
  name_by_policy(policy, names, r.out);
  set_rules(r);
  role_resolver roles(r);
  people_resolver people(r, roles);
  roles.organization_roles();
  people.groups();
  people.members();
  people.organization_grants();
  project_resolver(r, roles, people).run();
  sort(r);
  r.out.only = {};
  block_taken_names(r.out, live, names); // a list that loses nothing in the whole loses nothing in a part
  r.out.only = only;
  narrow(r.out, names);
  if (!only.is_everything()) block_taken_names(r.out, live, names);
  sort_lines(r.out);
  return std::move(r.out);
}

} // namespace rolecall::policy
