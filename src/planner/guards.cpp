#include "planner/guards.hpp"

#include "base/text.hpp"
#include "planner/guard_people.hpp"
#include "planner/guard_protected.hpp"
#include "planner/guarding.hpp"
#include "planner/idle_flags.hpp"

#include <algorithm>
#include <map>

namespace rolecall::planner {
namespace {

using model::rule;

/// Live facts of one kind: how many the authoritative lists hold, and how many are gone after the plan.
struct count {
  const char* singular = "";
  std::size_t owned = 0;
  std::size_t removed = 0;
};

std::size_t limit_for(const count& c, const std::optional<removal_limit>& chosen) {
  if (!chosen) return std::clamp<std::size_t>(c.owned / 4, 3, 50);
  return chosen->percent ? c.owned * chosen->value / 100 : chosen->value;
}

/// The numbers of every kind that loses more than `chosen` allows.
std::string too_many(const std::vector<count>& kinds, const std::optional<removal_limit>& chosen) {
  std::string out;
  for (const count& c : kinds) {
    const std::size_t limit = limit_for(c, chosen);
    if (c.removed <= limit) continue;
    out += (out.empty() ? "" : "; ") + std::to_string(c.removed) + " " + c.singular +
           (c.removed == 1 ? "" : "s") + " would be removed, of " + std::to_string(c.owned) +
           " that this policy owns; the limit is " + std::to_string(limit);
  }
  return out;
}

class counter {
public:
  counter(const model::desired& want, const model::organization& live, const model::symbols& names)
      : want_(want), live_(live), names_(names) {}

  void count_owned(const comparison& changes) {
    for (const auto& [group, users] : changes.before.members) {
      if (want_.member_rule(group) == rule::authoritative) members.owned += users.size();
    }
    for (const model::live_role& role : live_.roles) {
      const bool ours = want_.role_rule(role, names_) == rule::authoritative && !role.predefined;
      if (ours && !want_.excepted.contains(names_.find(role.id))) ++roles.owned;
    }
    for (const model::live_group& group : live_.groups) {
      const bool ours =
          want_.all_groups == rule::authoritative && group.owner == model::group_owner::organization;
      if (ours && !want_.excepted.contains(names_.find(group.id))) ++groups.owned;
    }
    // Also what a group may give: whether one does depends on what else was read.
    for (const model::live_grant& g : live_.grants) {
      const model::principal to{g.kind, names_.find(g.principal_id)};
      const bool ours = want_.grant_rule({names_.find(g.project_id)}, to) == rule::authoritative;
      if (ours && may_be_its_own(g, live_)) ++grants.owned;
    }
  }

  // What an operation takes away, cascades counted.
  void operator()(const plan::delete_role&) { ++roles.removed; }
  void operator()(const plan::unassign_role&) { ++grants.removed; }
  void operator()(const plan::delete_group& what) {
    ++groups.removed;
    for (const model::address& gone : what.cascades) {
      const bool member = gone.parts().back().kind == "member";
      ++(member ? members : grants).removed;
      if (member) ++members.owned; // these go with their group, whose list nobody wrote
    }
  }
  void operator()(const plan::remove_member&) { ++members.removed; }
  void operator()(const plan::create_project&) {}
  void operator()(const plan::invite_user&) {}
  void operator()(const plan::rename_group&) {}
  void operator()(const plan::add_member&) {}
  void operator()(const plan::create_role&) {}
  void operator()(const plan::update_role&) {}
  void operator()(const plan::create_group&) {}
  void operator()(const plan::assign_role&) {}
  void operator()(const plan::leave_project&) {} // membership is no fact of the policy

  count roles{"role"};
  count groups{"group"};
  count members{"member"};
  count grants{"grant"};

private:
  const model::desired& want_;
  const model::organization& live_;
  const model::symbols& names_;
};

void guard_removals(counter& counted, const options& choice, plan::plan& out) {
  for (const plan::operation& op : out.operations) std::visit(counted, op.what);
  // A group that goes after its grants were unassigned names them as cascades too: those are counted once.
  for (const plan::operation& op : out.operations) {
    const auto* gone = std::get_if<plan::delete_group>(&op.what);
    if (gone)
      counted.grants.removed -=
          static_cast<std::size_t>(std::ranges::count_if(op.after, [&](const plan::dependency& d) {
            return std::holds_alternative<plan::unassign_role>(out.operations[d.on].what);
          }));
  }
  const std::vector<count> kinds{counted.roles, counted.groups, counted.members, counted.grants};
  std::string message = too_many(kinds, choice.max_removals);
  const bool refused = !message.empty();
  if (!refused && choice.max_removals) message = too_many(kinds, std::nullopt); // the flag allows it
  if (message.empty()) return;
  std::size_t needed = 0; // the flag is one number for all kinds
  for (const count& c : kinds) needed = std::max(needed, c.removed);
  const std::string flag = "--max-removals " + (refused ? std::to_string(needed)
                                                        : std::to_string(choice.max_removals->value) +
                                                              (choice.max_removals->percent ? "%" : ""));
  out.guards.push_back({"max-removals", refused, std::move(message), flag});
}

/// A role or group goes only if every grant that goes with it is owned here, or its address was named.
class use_guard : guarding {
public:
  using guarding::guarding;

  void run() {
    const uses held(changes_.before.grants);
    const uses doubtful(changes_.before.doubtful);
    for (const draft& d : changes_.drafts) {
      const bool role = std::holds_alternative<plan::delete_role>(d.op.what);
      const bool group = std::holds_alternative<plan::delete_group>(d.op.what);
      if (role) check(d, held.of_role(d.role), doubtful.of_role(d.role));
      if (group) check(d, held.by(d.to), doubtful.by(d.to));
      if (role || group) deleted_.push_back(d.op.at.text());
    }
    warn_of_idle("--delete-in-use", choice_.delete_in_use, deleted_,
                 "no role or group that this plan deletes", out_);
  }

private:
  using grants = std::vector<const model::grant*>;

  /// Grants, by role and by who holds them.
  class uses {
  public:
    explicit uses(const std::vector<model::grant>& all) {
      for (const model::grant& g : all) {
        of_role_[g.role].push_back(&g);
        by_[g.to].push_back(&g);
      }
    }
    [[nodiscard]] grants of_role(model::symbol role) const { return found(of_role_, role); }
    [[nodiscard]] grants by(model::principal holder) const { return found(by_, holder); }

  private:
    template <class Key>
    static grants found(const std::map<Key, grants>& in, Key key) {
      const auto at = in.find(key);
      return at == in.end() ? grants() : at->second;
    }

    std::map<model::symbol, grants> of_role_;
    std::map<model::principal, grants> by_;
  };

  /// Addresses of those that are not this policy's to remove.
  [[nodiscard]] std::vector<std::string> foreign_of(const grants& all) const {
    std::vector<std::string> out;
    for (const model::grant* g : all) {
      if (!is_ours(*g)) out.push_back(want_.grant_address(*g).text());
    }
    return out;
  }

  void check(const draft& d, const grants& held, const grants& doubtful) {
    const std::vector<std::string> foreign = foreign_of(held);
    const std::string at = d.op.at.text();
    warn(at, doubtful);
    if (foreign.empty()) return;
    std::string message = at + " would be deleted, but " + std::to_string(foreign.size()) +
                          (foreign.size() == 1 ? " grant that uses it is" : " grants that use it are") +
                          " not this policy's to remove: " + some_of(foreign);
    out_.guards.push_back({"delete-in-use", !choice_.delete_in_use.contains(at), std::move(message),
                           "--delete-in-use " + base::shell_quoted(at)});
  }

  /// What users may hold beside their groups, and nobody can tell.
  void warn(const std::string& at, const grants& doubtful) {
    const std::vector<std::string> perhaps = foreign_of(doubtful);
    if (perhaps.empty()) return;
    out_.warnings.push_back(
        at + " goes, and with it what users may hold of it beside their groups: " + some_of(perhaps));
  }

  [[nodiscard]] bool is_ours(const model::grant& g) const {
    const model::live_grant held{names_.text(g.at.project), g.to.kind, names_.text(g.to.key),
                                 names_.text(g.role)};
    return want_.grant_rule(g.at, g.to) == rule::authoritative &&
           why_spared(held, want_, live_, names_) == model::spared::no;
  }

  std::vector<std::string> deleted_; // addresses
};

} // namespace

std::string some_of(std::vector<std::string> addresses) {
  constexpr std::size_t shown = 3;
  std::ranges::sort(addresses);
  std::string out;
  for (std::size_t i = 0; i < std::min(shown, addresses.size()); ++i)
    out += (i > 0 ? ", " : "") + addresses[i];
  return out + (addresses.size() > shown ? ", ..." : "");
}

void guard(const comparison& changes, const model::desired& want, const model::organization& live,
           const model::symbols& names, const options& choice, plan::plan& out) {
  counter counted(want, live, names);
  counted.count_owned(changes);
  guard_removals(counted, choice, out);
  use_guard(changes, want, live, names, choice, out).run();
  guard_owners(want, live, choice, out);
  guard_caller(live, choice, out);
  guard_protected(changes, want, live, names, choice, out);
  for (plan::guard_result& g : out.guards) {
    if (!g.refused) g.message += "; allowed by " + g.flag;
  }
  std::ranges::sort(out.guards, {}, [](const plan::guard_result& g) { return std::pair(g.name, g.message); });
}

} // namespace rolecall::planner
