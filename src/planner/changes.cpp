#include "planner/changes.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace rolecall::planner {
namespace {

using model::grant;
using model::list_kind;
using model::principal;
using model::principal_kind;
using model::rule;
using model::scope;
using model::symbol;
using plan::keep_reason;

keep_reason reason_of(rule r) { return r == rule::held ? keep_reason::blocked_line : keep_reason::additive; }

class comparer {
public:
  comparer(const model::desired& want, const model::organization& live, const model::symbols& names)
      : want_(want), live_(live), names_(names) {}

  comparison run() {
    read_before();
    roles();
    groups();
    grants();
    leave_projects();
    return std::move(out_);
  }

private:
  [[nodiscard]] symbol key(const std::string& id) const { return names_.find(id); }
  [[nodiscard]] const std::string& text(symbol s) const { return names_.text(s); }
  [[nodiscard]] scope scope_of(const std::string& project_id) const { return {key(project_id)}; }

  void read_before() {
    for (const model::live_grant& g : live_.grants) {
      if (g.source != model::grant_source::inherited)
        out_.before.grants.push_back({scope_of(g.project_id), {g.kind, key(g.principal_id)}, key(g.role_id)});
    }
    std::ranges::sort(out_.before.grants);
    auto& held = out_.before.grants;
    held.erase(std::unique(held.begin(), held.end()), held.end());
    for (const model::live_role& role : live_.roles) out_.before.roles[key(role.id)] = role.permissions;
    out_.after.roles = out_.before.roles;
  }

  void add(model::address at, plan::action what, scope where, principal to, symbol role,
           std::optional<base::source_range> cause) {
    plan::operation op;
    op.at = std::move(at);
    op.what = std::move(what);
    op.cause = std::move(cause);
    out_.drafts.push_back({std::move(op), where, to, role});
  }

  void keep(model::address at, keep_reason why) { out_.kept.push_back({std::move(at), why}); }

  // ---- roles

  void roles() {
    for (const model::wanted_role& role : want_.roles) {
      if (role.create) want_role(role);
    }
    for (const model::live_role* role : model::surplus_roles(want_, live_, names_)) delete_role(*role);
    keep_roles();
  }

  void want_role(const model::wanted_role& role) {
    const model::live_role* live = live_.role(text(role.key));
    const model::address at = want_.role_address(role.at, role.key);
    plan::role_body after{role.description, role.permissions};
    out_.after.roles[role.key] = role.permissions;
    if (!live) {
      add(at, plan::create_role{text(role.at.project), role.name, std::move(after)}, role.at, {}, role.key,
          role.cause);
      return;
    }
    const bool described = !role.description || *role.description == live->description.value_or("");
    if (described && role.permissions == live->permissions) return;
    plan::role_body before{live->description, live->permissions};
    if (described) after.description.reset();
    add(at, plan::update_role{live->project_id, live->id, std::move(before), std::move(after)}, role.at, {},
        role.key, role.cause);
  }

  void delete_role(const model::live_role& role) {
    const symbol k = key(role.id);
    plan::role_body before{role.description, role.permissions};
    add(want_.role_address(scope_of(role.project_id), k),
        plan::delete_role{role.project_id, role.id, std::move(before)}, scope_of(role.project_id), {}, k, {});
    doomed_roles_.insert(k);
  }

  void keep_roles() {
    for (const model::live_role& role : live_.roles) {
      const scope at = scope_of(role.project_id);
      const rule applies = want_.role_rule(role, names_);
      const symbol k = key(role.id);
      if (role.predefined || want_.excepted.contains(k) || want_.role(at, k)) continue;
      if (applies == rule::additive || applies == rule::held)
        keep(want_.role_address(at, k), reason_of(applies));
    }
  }

  // ---- groups

  void groups() {
    for (const model::wanted_group& group : want_.groups) {
      if (live_.group(text(group.key)) || !group.create) continue;
      const principal to{principal_kind::group, group.key};
      add(want_.principal_address({}, to), plan::create_group{group.name}, {}, to, symbol::none, group.cause);
    }
    for (const model::live_group* group : model::surplus_groups(want_, live_, names_)) delete_group(*group);
    keep_groups();
  }

  void delete_group(const model::live_group& group) {
    const principal to{principal_kind::group, key(group.id)};
    plan::delete_group what{group.id, {}};
    for (const grant& g : out_.before.grants) {
      if (g.to == to) what.cascades.push_back(want_.grant_address(g));
    }
    const model::address at = want_.principal_address({}, to);
    if (const auto members = live_.members.find({list_kind::group_members, {}, group.id});
        members != live_.members.end()) {
      for (const std::string& user : members->second) {
        what.cascades.push_back(at / model::address_part{"member", want_.user_name(key(user), user)});
      }
    }
    std::ranges::sort(what.cascades, {}, &model::address::text);
    add(at, std::move(what), {}, to, symbol::none, {});
    doomed_groups_.insert(to.key);
  }

  void keep_groups() {
    if (want_.all_groups == rule::unmanaged) return;
    for (const model::live_group& group : live_.groups) {
      const symbol k = key(group.id);
      if (want_.group(k) || want_.excepted.contains(k) || doomed_groups_.contains(k)) continue;
      const model::address at = want_.principal_address({}, {principal_kind::group, k});
      switch (group.owner) {
      case model::group_owner::organization: keep(at, reason_of(want_.all_groups)); break;
      case model::group_owner::identity_provider: keep(at, keep_reason::identity_provider); break;
      case model::group_owner::tenant: keep(at, keep_reason::tenant); break;
      case model::group_owner::unknown: keep(at, keep_reason::unknown_owner); break;
      }
    }
  }

  // ---- grants: one merge of two sorted arrays

  void grants() {
    auto have = out_.before.grants.begin();
    const auto end = out_.before.grants.end();
    for (const model::wanted_grant& wanted : want_.grants) {
      for (; have != end && *have < wanted.what; ++have) not_wanted(*have);
      if (have != end && *have == wanted.what) {
        out_.after.grants.push_back(*have++);
      } else {
        assign(wanted);
      }
    }
    for (; have != end; ++have) not_wanted(*have);
  }

  void assign(const model::wanted_grant& wanted) {
    const grant& g = wanted.what;
    if (!comparable(g.at, g.to)) return;
    out_.after.grants.push_back(g);
    plan::assign_role what{text(g.at.project), g.to.kind, target_of(g.to.key), target_of(g.role), enters(g)};
    add(want_.grant_address(g), std::move(what), g.at, g.to, g.role, wanted.cause);
  }

  /// Live already, or made by an operation that order() will find by its key.
  [[nodiscard]] plan::target target_of(symbol k) const {
    const bool is_new = text(k).starts_with('\n');
    return {is_new ? std::string() : text(k), {}};
  }

  /// False where the list could not be read: then nothing is planned there.
  [[nodiscard]] bool comparable(scope at, principal to) const {
    if (text(to.key).starts_with('\n')) return true; // it does not exist yet, so it holds nothing
    const model::list_ref list{at.is_organization() ? list_kind::group_roles : list_kind::project_group_roles,
                               text(at.project), text(to.key)};
    if (live_.has_read(list)) return true;
    if (live_.unreadable.contains(list)) return false;
    throw std::logic_error("a list of roles was compared but not read");
  }

  [[nodiscard]] bool enters(const grant& g) const {
    if (g.at.is_organization() || !out_.before.of(g.at, g.to).empty()) return false;
    const auto listed = live_.members.find({list_kind::project_groups, text(g.at.project), {}});
    return listed == live_.members.end() || !std::ranges::count(listed->second, text(g.to.key));
  }

  void not_wanted(const grant& g) {
    // A grant goes with its group, unless its role grows meanwhile: the group must not share in that.
    if (doomed_groups_.contains(g.to.key) && !grows(g.role)) return;
    const rule applies = want_.grant_rule(g.at, g.to);
    const bool doomed = doomed_groups_.contains(g.to.key) || doomed_roles_.contains(g.role);
    if (applies == rule::authoritative || doomed) {
      plan::unassign_role what{text(g.at.project), g.to.kind, text(g.to.key), text(g.role)};
      add(want_.grant_address(g), std::move(what), g.at, g.to, g.role, {});
      return;
    }
    out_.after.grants.push_back(g);
    if (applies != rule::unmanaged) keep(want_.grant_address(g), reason_of(applies));
  }

  [[nodiscard]] bool grows(symbol role) const {
    const auto before = out_.before.roles.find(role);
    if (before == out_.before.roles.end()) return false; // its list was refused: nothing of it is changed
    return !access::missing(out_.after.roles.at(role), before->second).empty();
  }

  /// A group that held roles in a project and will hold none leaves it.
  void leave_projects() {
    std::set<std::pair<scope, principal>> lost;
    for (const draft& d : out_.drafts) {
      const bool in_project = !d.at.is_organization() && d.to.kind == principal_kind::group;
      if (doomed_groups_.contains(d.to.key)) continue; // it leaves every project by being deleted
      if (in_project && std::holds_alternative<plan::unassign_role>(d.op.what)) lost.emplace(d.at, d.to);
    }
    for (const auto& [at, to] : lost) {
      const bool owned = want_.grant_rule(at, to) == rule::authoritative;
      if (!owned || !out_.after.of(at, to).empty()) continue;
      add(want_.principal_address(at, to), plan::leave_project{text(at.project), text(to.key)}, at, to,
          symbol::none, {});
    }
  }

  const model::desired& want_;
  const model::organization& live_;
  const model::symbols& names_;
  comparison out_;
  std::set<symbol> doomed_roles_;
  std::set<symbol> doomed_groups_;
};

} // namespace

comparison compare(const model::desired& want, const model::organization& live, const model::symbols& names) {
  return comparer(want, live, names).run();
}

} // namespace rolecall::planner
