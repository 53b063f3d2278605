#include "model/owners.hpp"

#include <algorithm>
#include <vector>

namespace rolecall::model {
namespace {

bool is_member(const std::string& user_id, const std::string& group_id, const organization& live) {
  return std::ranges::count(live.listed({list_kind::group_members, {}, group_id}), user_id) > 0;
}

bool is_his(const live_grant& g, const std::string& user_id, const organization& live) {
  if (g.kind == principal_kind::user) return g.principal_id == user_id;
  return is_member(user_id, g.principal_id, live);
}

bool is_told_owner(const std::string& user_id, const organization& live) {
  const live_user* user = live.user(user_id);
  return user && user->organization_role == "owner";
}

bool is_authoritative(rule r) { return r == rule::authoritative; }

/// What a plan takes away of what makes somebody an owner, and what it adds.
class outlook {
public:
  /// `by_known_group`: a group that was read makes him an owner; then nothing else is behind what he
  /// inherits.
  outlook(const std::string& user_id, bool by_known_group, const desired& want, const organization& live,
          const symbols& names)
      : user_id_(user_id),
        by_known_group_(by_known_group),
        want_(want),
        live_(live),
        names_(names),
        user_(names.find(user_id)) {}

  /// Whether the grant makes him an owner then.
  [[nodiscard]] bool keeps(const live_grant& held) const {
    if (held.kind == principal_kind::user && held.principal_id != user_id_) return false;
    if (held.source == grant_source::inherited) return !by_known_group_;
    const grant what{{}, {held.kind, names_.find(held.principal_id)}, names_.find(held.role_id)};
    if (held.kind == principal_kind::group) return keeps_group(what) && keeps_place(what.to.key);
    // What a group explains is the group's, unless nobody may take away what may be his own.
    return is_wanted(what) || !goes(what) || why_spared(user_id_, want_, live_, names_) != spared::no;
  }

  [[nodiscard]] bool gains() const {
    return std::ranges::any_of(want_.grants, [&](const wanted_grant& wanted) {
      const live_role* role = live_.role(names_.text(wanted.what.role));
      if (!wanted.what.at.is_organization() || !role || !is_owner_role(*role)) return false;
      if (wanted.what.to.kind == principal_kind::user) return wanted.what.to.key == user_;
      return keeps_place(wanted.what.to.key);
    });
  }

private:
  [[nodiscard]] bool is_wanted(const grant& what) const {
    return std::ranges::binary_search(want_.grants, what, {}, &wanted_grant::what);
  }
  [[nodiscard]] bool goes(const grant& what) const {
    return is_authoritative(want_.grant_rule(what.at, what.to)) &&
           want_.only.covers(want_.grant_address(what));
  }

  [[nodiscard]] bool keeps_group(const grant& what) const {
    const live_group* group = live_.group(names_.text(what.to.key));
    const auto doomed = surplus_groups(want_, live_, names_);
    if (group && std::ranges::count(doomed, group) > 0) return false;
    return is_wanted(what) || !goes(what);
  }

  /// Whether he will be in the group.
  [[nodiscard]] bool keeps_place(symbol group) const {
    const membership place{group, user_};
    const live_group* live = live_.group(names_.text(group));
    const bool ours = !live || live->owner == group_owner::organization;
    const bool there = is_member(user_id_, names_.text(group), live_);
    if (std::ranges::binary_search(want_.members, place, {}, &wanted_member::what)) return ours || there;
    const bool stays = !ours || !is_authoritative(want_.member_rule(group)) ||
                       why_spared(user_id_, want_, live_, names_) != spared::no ||
                       !want_.only.covers(want_.member_address(place));
    return there && stays;
  }

  const std::string& user_id_;
  bool by_known_group_;
  const desired& want_;
  const organization& live_;
  const symbols& names_;
  symbol user_;
};

} // namespace

bool is_owner_role(const live_role& role) {
  return role.project_id.empty() && role.predefined && plain_name(role) == "owner";
}

bool manages_organization(const std::vector<std::string>& permissions) {
  return std::ranges::any_of(permissions, [](const std::string& p) {
    return p.starts_with("api.management.") && !p.ends_with(".read");
  });
}

bool administers(const live_role& role) {
  return is_owner_role(role) || (role.project_id.empty() && manages_organization(role.permissions));
}

std::vector<const live_grant*> owner_grants(const organization& live) {
  std::vector<const live_grant*> out;
  for (const live_grant& g : live.grants) {
    if (!g.project_id.empty()) break; // those of the organization come first
    const live_role* role = live.role(g.role_id);
    if (role && is_owner_role(*role)) out.push_back(&g);
  }
  return out;
}

bool is_owner(const std::string& user_id, const organization& live) {
  return is_told_owner(user_id, live) || std::ranges::any_of(owner_grants(live), [&](const live_grant* g) {
           return is_his(*g, user_id, live);
         });
}

bool remains_owner(const std::string& user_id, const desired& want, const organization& live,
                   const symbols& names) {
  bool by_a_list = false;
  bool by_group = false;
  const std::vector<const live_grant*> all = owner_grants(live);
  for (const live_grant* g : all) {
    if (!is_his(*g, user_id, live)) continue;
    by_a_list = true;
    by_group = by_group || g->kind == principal_kind::group;
  }
  if (!by_a_list && is_told_owner(user_id, live)) return true;
  const outlook after(user_id, by_group, want, live, names);
  return std::ranges::any_of(all, [&](const live_grant* g) { return after.keeps(*g); }) || after.gains();
}

} // namespace rolecall::model
