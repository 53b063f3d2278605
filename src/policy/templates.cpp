#include "policy/templates.hpp"

#include "base/text.hpp"
#include "policy/live_names.hpp"

namespace rolecall::policy {
namespace {

using entries = std::optional<std::vector<model::project_grants>>;

void add(united_list& to, const entries& list, bool owned) {
  if (!list) return;
  to.any = true;
  to.owned = to.owned || owned;
  for (const model::project_grants& entry : *list) to.entries.push_back({&entry, &*list});
}

bool same(const model::manage& a, const model::manage& b) {
  return a.roles == b.roles && a.grants == b.grants;
}

} // namespace

bool matches(const model::project_template& of, const std::string& name) {
  return matches_any(of.match, name) && !matches_any(of.except, name);
}

united_project unite(resolution& r, const model::project* own, const std::string& name) {
  united_project out;
  const model::project_template* managing = nullptr;
  if (own) {
    add(out.groups, own->groups, true);
    add(out.users, own->users, true);
  }
  const bool judges_itself = own && own->manage;
  for (const model::project_template& one : r.policy.templates) {
    if (!matches(one, name)) continue;
    add(out.groups, one.groups, one.manage.has_value());
    add(out.users, one.users, one.manage.has_value());
    if (!one.manage || judges_itself) continue;
    if (managing && !same(*managing->manage, *one.manage)) {
      r.problem(rule::templates_disagree, one.at,
                "this template and the one at " + base::to_string(managing->at.begin) +
                    " both match project " + base::quoted(name) + ", and they manage it differently",
                "give the project a \"manage\" of its own, or let the templates agree");
    }
    if (!managing) managing = &one;
  }
  if (judges_itself)
    out.manage = *own->manage;
  else if (managing)
    out.manage = *managing->manage;
  else if (own)
    out.manage = r.policy.manage; // else additive: it is known through templates only
  return out;
}

} // namespace rolecall::policy
