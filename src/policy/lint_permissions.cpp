#include "policy/lint_permissions.hpp"

#include "base/text.hpp"
#include "policy/lint_walk.hpp"

#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace rolecall::policy {
namespace {

/// A role that takes a permission from a set, and works where the permission does not.
struct misuse {
  const model::role* by;
  base::source_range at;
};

class permission_check {
public:
  permission_check(const model::policy& of, const permission_knowledge& known, findings& out)
      : policy_(of), known_(known), out_(out) {}

  void run() {
    each_role(policy_, [this](const subject& about, const model::role& r, works_in scope) {
      check_role(about, r, scope);
    });
    for (const model::permission_set& set : policy_.permission_sets) check_set(set);
  }

private:
  void check_role(const subject& role, const model::role& r, works_in scope) {
    for (const model::permission& p : r.permissions) {
      const bool is_misplaced = misplaced(p.name, scope);
      if (p.via.empty()) {
        const subject about{&role, "permission", p.name};
        check_known(about, p.name, p.at);
        if (is_misplaced) report_misplaced(about, p.name, p.at, {{&r, p.at}}, {});
      } else if (is_misplaced) {
        through_sets_[{p.via.back(), p.name}].push_back({&r, p.at});
      }
    }
  }

  void check_set(const model::permission_set& set) {
    const subject outer{nullptr, "permission_set", set.name.text};
    for (const model::written& item : set.items) {
      if (item.text.starts_with('@')) continue;
      const subject about{&outer, "permission", item.text};
      check_known(about, item.text, item.at);
      const auto found = through_sets_.find({set.name.text, item.text});
      if (found == through_sets_.end()) continue;
      report_misplaced(about, item.text, item.at, found->second,
                       {{found->second.front().at, "it gets there by this"}});
    }
  }

  [[nodiscard]] bool misplaced(const std::string& name, works_in scope) const {
    const works_in where = known_.where(name);
    return where != works_in::unsure && where != scope;
  }

  void check_known(const subject& about, const std::string& name, const base::source_range& at) {
    if (known_.knows(name)) return;
    std::string hint;
    if (out_.wants(rule::unknown_permission, at)) {
      if (const auto near = known_.nearest(name)) hint = "did you mean " + quote(*near) + "? ";
    }
    out_.add(rule::unknown_permission, at,
             "permission " + quote(name) + " is not known" +
                 (known_.has_seen_live() ? ", and no predefined role of this organization has it" : ""),
             hint + "no list of permissions is published: a new one can be right, and the server decides", {},
             about.text());
  }

  void report_misplaced(const subject& about, const std::string& name, const base::source_range& at,
                        const std::vector<misuse>& by, std::vector<base::related> also) {
    const bool is_of_organization = known_.where(name) == works_in::organization;
    const rule broken = is_of_organization ? rule::organization_permission : rule::project_permission;
    out_.add(broken, at,
             quote(name) + " is a permission of " + (is_of_organization ? "the organization" : "projects") +
                 ", and " + describe(by, is_of_organization ? "project role" : "organization role"),
             std::string("it may have no effect there, or be refused: give it to a role under ") +
                 (is_of_organization ? "roles" : "project_roles"),
             std::move(also), about.text());
  }

  static std::string describe(const std::vector<misuse>& roles, const std::string& what) {
    const std::string first = quote(roles.front().by->name.text);
    if (roles.size() == 1) return first + " is a" + (what.starts_with('o') ? "n " : " ") + what;
    return first + " and " + std::to_string(roles.size() - 1) + " more are " + what + "s";
  }

  const model::policy& policy_;
  const permission_knowledge& known_;
  findings& out_;
  std::map<std::pair<std::string, std::string>, std::vector<misuse>> through_sets_; // by set and permission
};

} // namespace

permission_knowledge::permission_knowledge(const model::organization& live) {
  const model::live_role* last = nullptr; // projects have the same ones, next to each other
  for (const model::live_role& r : live.roles) {
    if (!r.predefined || r.permissions.empty()) continue;
    seen_live_ = true;
    const model::live_role* before = std::exchange(last, &r);
    const bool same_scope = before && before->project_id.empty() == r.project_id.empty();
    if (same_scope && before->permissions == r.permissions) continue;
    (r.project_id.empty() ? in_organization_ : in_projects_)
        .insert(r.permissions.begin(), r.permissions.end());
  }
}

bool permission_knowledge::knows(const std::string& name) const {
  return find_permission(name) || in_organization_.contains(name) || in_projects_.contains(name);
}

works_in permission_knowledge::where(const std::string& name) const {
  const known_permission* entry = find_permission(name);
  if (!entry) return works_in::unsure;
  const std::set<std::string>& elsewhere =
      entry->where == works_in::organization ? in_projects_ : in_organization_;
  return elsewhere.contains(name) ? works_in::unsure : entry->where;
}

std::optional<std::string> permission_knowledge::nearest(const std::string& name) const {
  std::vector<std::string> all;
  for (const known_permission& p : known_permissions()) all.emplace_back(p.name);
  all.insert(all.end(), in_organization_.begin(), in_organization_.end());
  all.insert(all.end(), in_projects_.begin(), in_projects_.end());
  return base::nearest(name, all);
}

void lint_permissions(const model::policy& of, const permission_knowledge& known, findings& out) {
  permission_check(of, known, out).run();
}

} // namespace rolecall::policy
