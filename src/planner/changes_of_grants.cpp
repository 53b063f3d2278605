#include "model/owners.hpp"
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

model::live_grant live_of(const comparing& c, const grant& g) {
  return {c.text(g.at.project), g.to.kind, c.text(g.to.key), c.text(g.role)};
}

class grant_comparison {
public:
  explicit grant_comparison(comparing& c) : c_(c), before_(c.out.before), after_(c.out.after) {
    for (const model::live_grant& g : c.live.grants) {
      if (g.source == grant_source::untold) untold_.insert(grant_of(g));
      if (g.source != grant_source::explained) continue;
      explained_.insert(grant_of(g));
      if (may_be_its_own(g, c.live)) before_doubtful_.insert(grant_of(g));
    }
    c.out.before.doubtful.assign(before_doubtful_.begin(), before_doubtful_.end());
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

  void assign(const model::wanted_grant& wanted, bool behind_group = false) {
    const grant& g = wanted.what;
    if (!comparable(g.at, g.to)) return;
    after_.grants.push_back(g);
    plan::assign_role what;
    what.project = c_.target_of(g.at.project);
    what.kind = g.to.kind;
    what.principal = c_.target_of(g.to.key);
    what.role = c_.target_of(g.role);
    what.enters = enters(g) ? plan::entry::joins : plan::entry::inside;
    what.behind_group = behind_group;
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
  [[nodiscard]] bool enters(const grant& g) {
    if (g.at.is_organization() || holds_by_itself(g.at, g.to)) return false;
    if (c_.is_new(g.at.project) || c_.is_new(g.to.key)) return true;
    const bool group = g.to.kind == principal_kind::group;
    const model::list_ref list{
        group ? list_kind::project_groups : list_kind::project_users, c_.text(g.at.project), {}};
    const auto listed = c_.live.members.find(list);
    if (listed == c_.live.members.end()) return group;
    const auto [inside, is_new] = inside_.try_emplace(list);
    if (is_new) inside->second.insert(listed->second.begin(), listed->second.end());
    return !inside->second.contains(c_.text(g.to.key));
  }

  /// A role whose source is not told may be a group's, and then says nothing.
  [[nodiscard]] bool holds_by_itself(scope at, principal to) const {
    return std::ranges::any_of(before_.of(at, to), [&](const grant& g) { return !untold_.contains(g); });
  }

  void not_wanted(const grant& g) {
    // A grant goes with its group, unless its role grows meanwhile: the group must not share in that.
    if (c_.doomed_groups.contains(g.to.key) && !grows(g.role)) return;
    const rule applies = c_.want.grant_rule(g.at, g.to);
    const bool doomed = c_.doomed_groups.contains(g.to.key) || c_.doomed_roles.contains(g.role);
    const model::spared why = doomed || applies != rule::authoritative ? model::spared::no : why_spared(g);
    const bool ours = applies == rule::authoritative && c_.want.only.covers(c_.want.grant_address(g));
    const bool goes = doomed || (ours && why == model::spared::no);
    if (goes && (doomed || knows_who_owns(g))) return unassign(g);
    after_.grants.push_back(g);
    if (goes || applies == rule::unmanaged || !c_.want.only.covers(c_.want.grant_address(g))) return;
    c_.keep(c_.want.grant_address(g), why == model::spared::no ? reason_of(applies) : reason_of(why));
  }

  [[nodiscard]] model::spared why_spared(const grant& g) const {
    return model::why_spared(live_of(c_, g), c_.want, c_.live, c_.names);
  }

  /// Before a user loses something in a project: false where it cannot be told who is an owner of the
  /// organization through a group.
  [[nodiscard]] bool knows_who_owns(const grant& g) {
    if (g.at.is_organization() || g.to.kind != principal_kind::user) return true;
    if (!knows_owners_) knows_owners_ = knows_owning_groups();
    return *knows_owners_;
  }
  [[nodiscard]] bool knows_owning_groups() const {
    if (!c_.is_known({list_kind::groups, {}, {}})) return false;
    return std::ranges::all_of(c_.live.groups, [this](const model::live_group& group) {
      if (!c_.is_known(model::grants_of({}, principal_kind::group, group.id))) return false;
      const auto held = before_.of({}, {principal_kind::group, c_.key(group.id)});
      const bool owns = std::ranges::any_of(held, [this](const grant& g) {
        const model::live_role* role = c_.live.role(c_.text(g.role));
        return role && model::is_owner_role(*role);
      });
      return !owns || c_.is_known({list_kind::group_members, {}, group.id});
    });
  }

  void unassign(const grant& g, bool behind_group = false) {
    plan::unassign_role what{c_.text(g.at.project), g.to.kind, c_.text(g.to.key), c_.text(g.role)};
    what.behind_group = behind_group;
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
    for (const model::wanted_grant* wanted : missing) assign(*wanted, true);
    std::ranges::sort(after_.grants);
    for (const grant& g : explained_) {
      const bool wanted = std::ranges::binary_search(c_.want.grants, g, {}, &model::wanted_grant::what);
      if (!before_doubtful_.contains(g) || after_.holds(g) || (!wanted && drop_unclear(g))) continue;
      after_.doubtful.push_back(g);
    }
    mark_behind_groups();
  }

  /// What a group gives as well, or will, a list may show before he holds it himself.
  void mark_behind_groups() {
    std::set<std::pair<scope, symbol>>
        by_unread; // roles that somebody may get from groups nobody looked into
    for (const grant& g : after_.grants) {
      if (g.to.kind == principal_kind::group && is_unread(g.to.key)) by_unread.emplace(g.at, g.role);
    }
    for (draft& d : c_.out.drafts) {
      auto* what = std::get_if<plan::assign_role>(&d.op.what);
      if (!what || what->kind != principal_kind::user) continue;
      what->behind_group =
          what->behind_group || by_unread.contains({d.at, d.role}) || is_through_group({d.at, d.to, d.role});
    }
  }

  /// Who is in the group is not known.
  [[nodiscard]] bool is_unread(symbol group) const {
    return !c_.is_new(group) && !c_.live.has_read({list_kind::group_members, {}, c_.text(group)});
  }

  [[nodiscard]] bool is_through_group(const grant& g) const {
    return std::ranges::any_of(after_.groups_of(g.to.key), [&](symbol group) {
      return after_.holds({g.at, {principal_kind::group, group}, g.role});
    });
  }

  /// Where the group that may have given it goes, or the role, what is left is the user's own. Whether it
  /// goes.
  bool drop_unclear(const grant& g) {
    const bool ours = c_.want.grant_rule(g.at, g.to) == rule::authoritative &&
                      c_.want.only.covers(c_.want.grant_address(g));
    const bool doomed = c_.doomed_roles.contains(g.role);
    if (!ours || why_spared(g) != model::spared::no) return doomed; // with its role it goes all the same
    if (!doomed && (is_through_group(g) || !knows_who_owns(g))) return false;
    unassign(g, true);
    return true;
  }

  comparing& c_;
  const access::side& before_;
  access::side& after_;
  std::set<grant> explained_;
  std::set<grant> before_doubtful_; // those of explained_ that may be the user's own too
  std::set<grant> untold_;
  std::map<model::list_ref, std::set<std::string_view>> inside_; // of projects; once somebody asked
  std::optional<bool> knows_owners_;                             // once somebody asked
  std::vector<const model::wanted_grant*> unclear_;
};

/// Who held roles in a project and will hold none there.
class departures {
public:
  explicit departures(comparing& c) : c_(c) {}

  void run() {
    for (const draft& d : c_.out.drafts) note(d);
    if (lost_.empty()) return;
    for (const grant& g : c_.out.before.grants) {
      if (g.to.kind == principal_kind::group) given_.emplace(g.at, g.role);
    }
    for (const auto& [at, to] : lost_) {
      if (!spared_.contains({at, to}) && leaves(at, to)) leave(at, to);
    }
  }

private:
  using place = std::pair<scope, principal>;

  void note(const draft& d) {
    // A deleted group leaves anyway.
    if (d.at.is_organization() || c_.doomed_groups.contains(d.to.key)) return;
    if (!std::holds_alternative<plan::unassign_role>(d.op.what)) return;
    lost_.emplace(d.at, d.to);
    // Whose role goes only because the role itself goes is not sent away.
    const model::live_grant held = live_of(c_, {d.at, d.to, d.role});
    if (why_spared(held, c_.want, c_.live, c_.names) != model::spared::no) spared_.emplace(d.at, d.to);
  }

  /// Whether that is known, and all of the place is the policy's and of the part that is planned.
  [[nodiscard]] bool leaves(scope at, principal to) const {
    const bool owned = c_.want.grant_rule(at, to) == rule::authoritative &&
                       c_.want.only.covers(c_.want.principal_address(at, to));
    if (!owned || is_wanted(at, to)) return false;
    if (!c_.out.after.of(at, to).empty() || !c_.out.after.doubtful_of(at, to).empty()) return false;
    return to.kind == principal_kind::group ||
           (knows_groups_in(at) && !will_inherit(at, to.key) && !holds_through_others(at, to));
  }

  [[nodiscard]] bool is_wanted(scope at, principal to) const {
    const auto where = [](const model::wanted_grant& wanted) {
      return std::pair(wanted.what.at, wanted.what.to);
    };
    return std::ranges::binary_search(c_.want.grants, std::pair(at, to), {}, where);
  }

  [[nodiscard]] bool knows_groups_in(scope at) const {
    const model::list_ref listed{list_kind::project_groups, c_.text(at.project), {}};
    if (!c_.is_known(listed)) return false;
    return std::ranges::all_of(c_.live.listed(listed), [&](const std::string& id) {
      const principal group{principal_kind::group, c_.key(id)};
      if (!c_.is_known(model::grants_of(c_.text(at.project), group.kind, id))) return false;
      return c_.out.after.of(at, group).empty() || c_.is_known({list_kind::group_members, {}, id});
    });
  }

  [[nodiscard]] bool will_inherit(scope at, symbol user) const {
    return std::ranges::any_of(c_.out.after.groups_of(user), [&](symbol group) {
      return !c_.out.after.of(at, {principal_kind::group, group}).empty();
    });
  }

  /// What no group gives there comes from somewhere that no plan can end.
  [[nodiscard]] bool holds_through_others(scope at, principal to) const {
    return std::ranges::any_of(c_.live.grants, [&](const model::live_grant& g) {
      const bool inherited = g.source == grant_source::inherited && c_.key(g.principal_id) == to.key;
      return inherited && c_.scope_of(g.project_id) == at && !given_.contains({at, c_.key(g.role_id)});
    });
  }

  void leave(scope at, principal to) {
    draft& d = c_.add(c_.want.principal_address(at, to),
                      plan::leave_project{c_.text(at.project), to.kind, c_.text(to.key)});
    d.at = at;
    d.to = to;
  }

  comparing& c_;
  std::set<place> lost_;
  std::set<place> spared_;
  std::set<std::pair<scope, symbol>> given_; // roles that groups hold
};

} // namespace

void compare_grants(comparing& c) { grant_comparison(c).run(); }

void leave_projects(comparing& c) { departures(c).run(); }

} // namespace rolecall::planner
