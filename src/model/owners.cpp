#include "model/owners.hpp"

#include <algorithm>

namespace rolecall::model {
namespace {

class ownership_of {
public:
  ownership_of(const std::string& user_id, const organization& live) : user_id_(user_id), live_(live) {}

  [[nodiscard]] bool is_told() const {
    const live_user* user = live_.user(user_id_);
    return user && user->organization_role == "owner";
  }

  /// Whether a grant that makes him an owner fits.
  template <class Fits>
  [[nodiscard]] bool any_grant(Fits fits) const {
    return std::ranges::any_of(live_.grants, [&](const live_grant& g) {
      const live_role* role = g.project_id.empty() ? live_.role(g.role_id) : nullptr;
      return role && is_owner_role(*role) && is_his(g) && fits(g);
    });
  }

private:
  [[nodiscard]] bool is_his(const live_grant& g) const {
    if (g.kind == principal_kind::user) return g.principal_id == user_id_;
    return std::ranges::count(live_.listed({list_kind::group_members, {}, g.principal_id}), user_id_) > 0;
  }

  const std::string& user_id_;
  const organization& live_;
};

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

  [[nodiscard]] bool keeps(const live_grant& held) const {
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
    const auto& members = live_.listed({list_kind::group_members, {}, names_.text(group)});
    const bool there = std::ranges::count(members, user_id_) > 0;
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

bool is_owner(const std::string& user_id, const organization& live) {
  const ownership_of his(user_id, live);
  return his.is_told() || his.any_grant([](const live_grant&) { return true; });
}

bool remains_owner(const std::string& user_id, const desired& want, const organization& live,
                   const symbols& names) {
  const ownership_of his(user_id, live);
  const bool by_a_list = his.any_grant([](const live_grant&) { return true; });
  if (!by_a_list && his.is_told()) return true;
  const bool by_group = his.any_grant([](const live_grant& g) { return g.kind == principal_kind::group; });
  const outlook after(user_id, by_group, want, live, names);
  return his.any_grant([&](const live_grant& held) { return after.keeps(held); }) || after.gains();
}

} // namespace rolecall::model
