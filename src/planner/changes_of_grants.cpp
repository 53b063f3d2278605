#include "planner/comparing.hpp"

#include <algorithm>
#include <iterator>

// Who holds which role: one merge of two sorted arrays.

namespace rolecall::planner {
namespace {

using model::grant;
using model::grant_source;
using model::list_kind;
using model::principal;
using model::principal_kind;
using model::rule;
using model::scope;
using model::symbol;

class grant_comparison {
public:
  explicit grant_comparison(comparing& c) : c_(c), before_(c.out.before), after_(c.out.after) {
    for (const model::live_grant& g : c.live.grants) {
      if (g.source == grant_source::explained) explained_.insert(grant_of(g));
    }
  }

  void run() {
    auto have = before_.grants.begin();
    const auto end = before_.grants.end();
    for (const model::wanted_grant& wanted : c_.want.grants) {
      for (; have != end && *have < wanted.what; ++have) not_wanted(*have);
      if (have != end && *have == wanted.what)
        after_.grants.push_back(*have++);
      else if (explained_.contains(wanted.what))
        unclear_.push_back(&wanted);
      else
        assign(wanted);
    }
    for (; have != end; ++have) not_wanted(*have);
    settle_unclear();
  }

private:
  [[nodiscard]] grant grant_of(const model::live_grant& g) const {
    return {c_.scope_of(g.project_id), {g.kind, c_.key(g.principal_id)}, c_.key(g.role_id)};
  }

  void assign(const model::wanted_grant& wanted) {
    const grant& g = wanted.what;
    if (!comparable(g.at, g.to)) return;
    after_.grants.push_back(g);
    plan::assign_role what;
    what.project = c_.target_of(g.at.project);
    what.kind = g.to.kind;
    what.principal = c_.target_of(g.to.key);
    what.role = c_.target_of(g.role);
    what.enters = enters(g) ? plan::entry::joins : plan::entry::inside;
    draft& d = c_.add(c_.want.grant_address(g), std::move(what), wanted.cause);
    d.op.also = wanted.also;
    d.at = g.at;
    d.to = g.to;
    d.role = g.role;
  }

  [[nodiscard]] bool comparable(scope at, principal to) const {
    if (c_.is_new(to.key) || c_.is_new(at.project)) return true; // it does not exist yet, so it holds nothing
    return c_.is_known(model::grants_of(c_.text(at.project), to.kind, c_.text(to.key)));
  }

  /// Whether it is outside of the project, as far as is known.
  [[nodiscard]] bool enters(const grant& g) const {
    if (g.at.is_organization() || !before_.of(g.at, g.to).empty()) return false;
    if (c_.is_new(g.at.project) || c_.is_new(g.to.key)) return true;
    const bool group = g.to.kind == principal_kind::group;
    const auto listed = c_.live.members.find(
        {group ? list_kind::project_groups : list_kind::project_users, c_.text(g.at.project), {}});
    if (listed == c_.live.members.end()) return group;
    return std::ranges::count(listed->second, c_.text(g.to.key)) == 0;
  }

  void not_wanted(const grant& g) {
    // A grant goes with its group, unless its role grows meanwhile: the group must not share in that.
    if (c_.doomed_groups.contains(g.to.key) && !grows(g.role)) return;
    const rule applies = c_.want.grant_rule(g.at, g.to);
    const bool doomed = c_.doomed_groups.contains(g.to.key) || c_.doomed_roles.contains(g.role);
    const model::spared why = doomed || applies != rule::authoritative ? model::spared::no : why_spared(g);
    const bool ours = applies == rule::authoritative && c_.want.only.covers(c_.want.grant_address(g));
    if ((ours && why == model::spared::no) || doomed) return unassign(g);
    after_.grants.push_back(g);
    if (applies == rule::unmanaged || !c_.want.only.covers(c_.want.grant_address(g))) return;
    c_.keep(c_.want.grant_address(g), why == model::spared::no ? reason_of(applies) : reason_of(why));
  }

  [[nodiscard]] model::spared why_spared(const grant& g) const {
    const model::live_grant held{c_.text(g.at.project), g.to.kind, c_.text(g.to.key), c_.text(g.role)};
    return model::why_spared(held, c_.want, c_.live, c_.names);
  }

  void unassign(const grant& g) {
    plan::unassign_role what{c_.text(g.at.project), g.to.kind, c_.text(g.to.key), c_.text(g.role), false};
    const model::live_role* role = c_.live.role(what.role_id);
    what.demotes = g.at.is_organization() && g.to.kind == principal_kind::user && role && role->predefined &&
                   plain_name(*role) == "owner";
    draft& d = c_.add(c_.want.grant_address(g), std::move(what));
    d.at = g.at;
    d.to = g.to;
    d.role = g.role;
  }

  [[nodiscard]] bool grows(symbol role) const {
    const auto before = before_.roles.find(role);
    if (before == before_.roles.end()) return false; // its list was refused: nothing of it is changed
    return !access::missing(after_.roles.at(role), before->second).empty();
  }

  /// The API does not say whether a user holds the role himself or through a group of his. While a group
  /// gives it there is no difference; where none will, he must hold it himself.
  void settle_unclear() {
    std::vector<const model::wanted_grant*> missing;
    std::ranges::copy_if(unclear_, std::back_inserter(missing),
                         [&](const model::wanted_grant* w) { return !is_through_group(w->what); });
    for (const model::wanted_grant* wanted : missing) assign(*wanted);
    std::ranges::sort(after_.grants);
    for (const grant& g : explained_) {
      if (!std::ranges::binary_search(c_.want.grants, g, {}, &model::wanted_grant::what)) drop_unclear(g);
    }
  }

  [[nodiscard]] bool is_through_group(const grant& g) const {
    return std::ranges::any_of(after_.groups_of(g.to.key), [&](symbol group) {
      return after_.holds({g.at, {principal_kind::group, group}, g.role});
    });
  }

  /// Where the group that may have given it goes, what is left is the user's own.
  void drop_unclear(const grant& g) {
    const bool ours = c_.want.grant_rule(g.at, g.to) == rule::authoritative &&
                      c_.want.only.covers(c_.want.grant_address(g));
    if (!ours || c_.doomed_roles.contains(g.role) || why_spared(g) != model::spared::no) return;
    if (!is_through_group(g)) unassign(g);
  }

  comparing& c_;
  const access::side& before_;
  access::side& after_;
  std::set<grant> explained_;
  std::vector<const model::wanted_grant*> unclear_;
};

/// A user who holds something there through a group stays listed.
bool holds_through_others(const comparing& c, scope at, principal to) {
  return std::ranges::any_of(c.live.grants, [&](const model::live_grant& g) {
    const bool others = g.source == grant_source::inherited || g.source == grant_source::explained;
    return others && g.kind == to.kind && c.key(g.principal_id) == to.key && c.scope_of(g.project_id) == at;
  });
}

} // namespace

void compare_grants(comparing& c) { grant_comparison(c).run(); }

/// A principal that held roles in a project and will hold none leaves it.
void leave_projects(comparing& c) {
  std::set<std::pair<scope, principal>> lost;
  for (const draft& d : c.out.drafts) {
    if (d.at.is_organization() || c.doomed_groups.contains(d.to.key))
      continue; // a deleted group leaves anyway
    if (std::holds_alternative<plan::unassign_role>(d.op.what)) lost.emplace(d.at, d.to);
  }
  for (const auto& [at, to] : lost) {
    const bool owned = c.want.grant_rule(at, to) == rule::authoritative;
    if (!owned || !c.out.after.of(at, to).empty() || holds_through_others(c, at, to)) continue;
    draft& d = c.add(c.want.principal_address(at, to),
                     plan::leave_project{c.text(at.project), to.kind, c.text(to.key)});
    d.at = at;
    d.to = to;
  }
}

} // namespace rolecall::planner
