#include "planner/comparing.hpp"

#include <algorithm>

// Who is in which group.

namespace rolecall::planner {
namespace {

using model::list_kind;
using model::membership;
using model::principal_kind;
using model::rule;
using model::symbol;

/// Whose groups these are decides about their members too.
const char* managed_by(model::group_owner owner) {
  return owner == model::group_owner::identity_provider ? "the identity provider manages this group"
                                                        : "this group is managed outside of the organization";
}

class member_comparison {
public:
  member_comparison(comparing& c, symbol group, rule applies)
      : c_(c), group_(group), applies_(applies), live_(c.live.group(c.text(group))) {}

  void run() {
    const auto first = std::ranges::lower_bound(c_.want.members, group_, {}, group_of);
    const auto last = std::ranges::upper_bound(c_.want.members, group_, {}, group_of);
    std::set<symbol> wanted;
    for (auto m = first; m != last; ++m) {
      wanted.insert(m->what.user);
      if (!c_.out.before.has(m->what)) add(*m);
    }
    for (const symbol user : c_.out.before.members_of(group_)) {
      if (!wanted.contains(user)) not_wanted({group_, user});
    }
  }

private:
  static symbol group_of(const model::wanted_member& m) { return m.what.group; }

  [[nodiscard]] bool is_ours() const { return !live_ || live_->owner == model::group_owner::organization; }

  void wait(const membership& who, const char* deed, const base::source_range& cause) {
    c_.out.waiting.push_back(
        {c_.want.member_address(who), std::string(managed_by(live_->owner)) + ": " + deed, cause});
  }

  void add(const model::wanted_member& m) {
    if (!is_ours()) return wait(m.what, "add the user there", m.cause);
    draft& d = c_.add(c_.want.member_address(m.what),
                      plan::add_member{c_.target_of(group_), c_.text(m.what.user)}, m.cause);
    d.to = {principal_kind::group, group_};
    d.user = m.what.user;
  }

  void not_wanted(const membership& who) {
    const model::address at = c_.want.member_address(who);
    if (!c_.want.only.covers(at)) return;
    if (applies_ != rule::authoritative) return c_.keep(at, reason_of(applies_));
    if (!is_ours()) return wait(who, "remove the user there", {});
    const model::spared why = model::why_spared(c_.text(who.user), c_.want, c_.live, c_.names);
    if (why != model::spared::no) return c_.keep(at, reason_of(why));
    draft& d = c_.add(at, plan::remove_member{c_.text(group_), c_.text(who.user)});
    d.to = {principal_kind::group, group_};
    d.user = who.user;
  }

  comparing& c_;
  symbol group_;
  rule applies_;
  const model::live_group* live_;
};

/// Members as they will be: of a group that goes nobody is one.
void set_after(comparing& c) {
  std::set<membership> gone;
  for (const draft& d : c.out.drafts) {
    const membership who{d.to.key, d.user};
    if (std::holds_alternative<plan::remove_member>(d.op.what)) gone.insert(who);
    if (std::holds_alternative<plan::add_member>(d.op.what)) c.out.after.add(who);
  }
  for (const auto& [group, users] : c.out.before.members) {
    if (c.doomed_groups.contains(group)) continue;
    for (const symbol user : users) {
      if (!gone.contains({group, user})) c.out.after.add({group, user});
    }
  }
}

} // namespace

void compare_members(comparing& c) {
  for (const auto& [group, applies] : c.want.members_of) {
    if (applies == rule::unmanaged) continue;
    const bool known = c.is_new(group) || c.is_known({list_kind::group_members, {}, c.text(group)});
    if (known) member_comparison(c, group, applies).run();
  }
  set_after(c);
}

} // namespace rolecall::planner
