#include "live/guard_reads.hpp"
#include "model/owners.hpp"

#include <algorithm>
#include <iterator>

namespace rolecall::live {
namespace {

using model::grant_source;
using model::list_kind;
using model::live_grant;
using model::live_role;
using model::principal_kind;

using ids = std::set<std::string>;

class administrators {
public:
  administrators(const losses& lost, needed_lists& out) : lost_(lost), live_(lost.live()), out_(out) {
    for (const live_role& role : live_.roles) {
      if (!model::administers(role)) continue;
      before_.insert(role.id);
      if (model::is_owner_role(role)) owner_roles_.insert(role.id);
      if (model::is_owner_role(role) || model::manages_organization(lost.permissions_after(role)))
        after_.insert(role.id);
    }
  }

  void run() {
    need_losers();
    if (!out_.empty()) return;
    const ids at_risk = losing();
    if (!at_risk.empty()) settle(at_risk);
  }

private:
  /// Of the organization, and what lets its holder administer it.
  [[nodiscard]] bool counts(const live_grant& held) const {
    return held.project_id.empty() && before_.contains(held.role_id);
  }
  [[nodiscard]] bool stays(const live_grant& held) const {
    return after_.contains(held.role_id) && !lost_.goes(held);
  }

  /// Everybody from whom the plan takes something that lets him administer.
  void need_losers() {
    if (before_.size() > after_.size()) {
      out_.need_all_group_holders({});
      need_user_holders();
    }
    for (const live_grant& held : live_.grants) {
      if (held.kind == principal_kind::group && counts(held) && !stays(held))
        out_.need_members(held.principal_id);
    }
    for (const auto& [user, group] : lost_.leaving()) out_.need_grants({}, principal_kind::group, group);
  }

  /// Who keeps his rights may hold what he will.
  void need_user_holders() {
    if (!out_.need(list_kind::users)) return;
    const ids keep = outlook().keep;
    for (const std::string& user : live_.listed({list_kind::users, {}, {}})) {
      if (!keep.contains(user)) out_.need_grants({}, principal_kind::user, user);
    }
  }

  /// Users who have something that lets them administer, as far as was read.
  struct prospects {
    ids lose;   ///< that goes
    ids keep;   ///< that stays
    ids owners; ///< that is the role of an owner
  };

  [[nodiscard]] prospects outlook() const {
    prospects out;
    for (const live_grant& held : live_.grants) {
      if (counts(held)) note(held, out);
    }
    // Who is told to be an owner, and by no list is one, is one himself.
    for (const model::live_user& user : live_.users) {
      if (user.organization_role == "owner" && !out.owners.contains(user.id) && !ends_as_owner(user.id))
        out.keep.insert(user.id);
    }
    return out;
  }

  void note(const live_grant& held, prospects& out) const {
    const bool kept = stays(held);
    const auto add = [&](const std::string& user, bool keeps) {
      (keeps ? out.keep : out.lose).insert(user);
      if (owner_roles_.contains(held.role_id)) out.owners.insert(user);
    };
    if (held.kind == principal_kind::user) {
      const bool own = held.source == grant_source::direct || held.source == grant_source::untold;
      if (own) add(held.principal_id, kept);
      return;
    }
    for (const std::string& user : live_.listed({list_kind::group_members, {}, held.principal_id}))
      add(user, kept && !lost_.leaves(user, held.principal_id));
  }

  [[nodiscard]] bool ends_as_owner(const std::string& user) const {
    return std::ranges::any_of(lost_.of_users(), [&](const live_grant& gone) {
      return gone.principal_id == user && owner_roles_.contains(gone.role_id);
    });
  }

  /// Who would have nothing left that lets him administer, as far as was read.
  [[nodiscard]] ids losing() const {
    const prospects all = outlook();
    ids out;
    std::ranges::set_difference(all.lose, all.keep, std::inserter(out, out.end()));
    return out;
  }

  /// They may have it in another way: by a group, or themselves. What takes fewer calls is looked at first,
  /// then who is left.
  void settle(const ids& at_risk) {
    if (at_risk.size() > 1 && !out_.need(list_kind::users) && !out_.empty()) return;
    needed_lists of_groups(live_);
    need_groups(of_groups);
    needed_lists of_users(live_);
    for (const std::string& user : at_risk) need_own(user, of_users);
    const bool groups_first = of_users.empty() || (!of_groups.empty() && of_groups.size() < of_users.size());
    out_.add(groups_first ? of_groups : of_users);
  }

  /// Every group that lets its members administer, with them.
  void need_groups(needed_lists& out) const {
    out.need_all_group_holders({});
    for (const live_grant& held : live_.grants) {
      if (held.kind == principal_kind::group && counts(held) && stays(held))
        out.need_members(held.principal_id);
    }
  }

  /// Of service accounts, which not every list shows, it is not asked.
  void need_own(const std::string& user, needed_lists& out) const {
    const model::live_user* known = live_.user(user);
    if (!known || known->email.empty()) {
      if (!out.need(list_kind::users) || !known) return;
    }
    const bool told = !known->organization_role.empty(); // and he is no owner, or ceases to be one
    if (!told || has_other_roles()) out.need_grants({}, principal_kind::user, user);
  }

  [[nodiscard]] bool has_other_roles() const { return after_.size() > owner_roles_.size(); }

  const losses& lost_;
  const model::organization& live_;
  needed_lists& out_;
  ids before_; // roles that let who holds them administer the organization
  ids after_;  // those that still do
  ids owner_roles_;
};

} // namespace

void need_for_caller(const losses& lost, needed_lists& out) { administrators(lost, out).run(); }

} // namespace rolecall::live
