#include "planner/guard_protected.hpp"

#include "base/text.hpp"
#include "planner/guarding.hpp"
#include "planner/guards.hpp"
#include "planner/idle_flags.hpp"

#include <algorithm>
#include <map>

namespace rolecall::planner {
namespace {

using model::principal;
using model::principal_kind;
using model::scope;
using model::symbol;

/// What an operation takes away, as addresses.
struct loss_finder {
  const plan::operation& op;

  std::vector<model::address> operator()(const plan::update_role& what) const {
    const bool renamed = what.name.from != what.name.to;
    const bool loses = !access::missing(what.before.permissions, what.after.permissions).empty();
    if (!renamed && !loses) return {};
    return {op.previous ? *op.previous : op.at};
  }
  std::vector<model::address> operator()(const plan::rename_group&) const {
    return {op.previous ? *op.previous : op.at};
  }
  std::vector<model::address> operator()(const plan::delete_group& what) const {
    std::vector<model::address> out = what.cascades;
    out.push_back(op.at);
    return out;
  }
  std::vector<model::address> operator()(const auto&) const {
    if (plan::verb_of(op.what) != plan::verb::remove) return {};
    return {op.at};
  }
};

class protection : guarding {
public:
  using guarding::guarding;

  void run() {
    const model::protection& all = want_.guards.protect;
    const bool none = all.roles.empty() && all.groups.empty() && all.projects.empty() && all.users.empty();
    if (!none) judge();
    std::vector<std::string> losers;
    for (const auto& [thing, what] : losses_) losers.push_back(thing);
    warn_of_idle("--unprotect", choice_.unprotect, losers,
                 "nothing protected that this plan takes something from", out_);
  }

private:
  void judge() {
    const model::protection& all = want_.guards.protect;
    note_users();
    for (const plan::operation& op : out_.operations) {
      for (const model::address& gone : std::visit(loss_finder{op}, op.what))
        note(gone, gone.text() + " would go");
    }
    note_renames();
    for (const model::written& name : all.groups) {
      for (const symbol group : groups_of(name.text)) note_lost_access({principal_kind::group, group});
    }
    for (const model::written& name : all.users) {
      if (const symbol user = user_of(name.text); user != symbol::none)
        note_lost_access({principal_kind::user, user});
    }
    report();
    warn_of_unknown();
  }

  /// A thing at `gone`, or in it, goes: whatever protected thing its address names loses something.
  void note(const model::address& gone, const std::string& what) {
    model::address so_far;
    model::address scope;
    for (const model::address_part& part : gone.parts()) {
      so_far = so_far / part;
      if (part.kind == "project") scope = so_far;
      const std::string thing = protected_thing(part, scope);
      if (!thing.empty()) losses_[thing].push_back(what);
    }
  }

  /// Its address, if the part names something protected.
  [[nodiscard]] std::string protected_thing(const model::address_part& part, const model::address& in) const {
    const model::protection& all = want_.guards.protect;
    const auto named = [&](const std::vector<model::written>& list) {
      return std::ranges::count(list, part.thing.name, &model::written::text) > 0;
    };
    const auto top = [&](const char* kind) {
      return (model::address() / model::address_part{kind, part.thing}).text();
    };
    if (part.kind == "project" && named(all.projects)) return top("project");
    if (part.kind == "group" && named(all.groups)) return top("group");
    if ((part.kind == "role" || part.kind == "grant") && named(all.roles))
      return (in / model::address_part{"role", part.thing}).text();
    if (part.kind != "user" && part.kind != "member") return {};
    return shown_.contains(part.thing.name) ? top("user") : std::string();
  }

  /// Protected by id, shown by e-mail, or the other way round.
  void note_users() {
    for (const model::written& name : want_.guards.protect.users) shown_.insert(name.text);
    const std::set<std::string> written = shown_;
    for (const model::live_user& user : live_.users) {
      if (!written.contains(user.id) && (user.email.empty() || !written.contains(user.email))) continue;
      shown_.insert(user.id);
      if (!user.email.empty()) shown_.insert(user.email);
    }
  }

  /// The rename of a thing says so.
  void note_renames() {
    std::map<std::string, std::string> becomes;
    for (const plan::operation& op : out_.operations) {
      if (op.previous) becomes.emplace(op.previous->text() + " would go", op.at.text());
    }
    for (auto& [thing, what] : losses_) {
      for (std::string& one : what) {
        if (const auto renamed = becomes.find(one); renamed != becomes.end())
          one = "it would become " + renamed->second;
      }
    }
  }

  void note_lost_access(principal who) {
    const by_scope after = permissions(changes_.after, who);
    static const std::set<std::string> none;
    for (const auto& [at, before] : permissions(changes_.before, who)) {
      const auto kept = after.find(at);
      const std::set<std::string>& now = kept == after.end() ? none : kept->second;
      for (const std::string& permission : before) {
        if (now.contains(permission)) continue;
        const model::address thing = want_.principal_address({}, who);
        losses_[thing.text()].push_back(
            "it would lose " + base::printable(permission) +
            (at.is_organization() ? "" : " in " + want_.scope_address(at).text()));
      }
    }
  }

  using by_scope = std::map<scope, std::set<std::string>>;

  static by_scope permissions(const access::side& of, principal who) {
    by_scope out;
    for (const model::grant& g : of.grants) {
      const bool through = who.kind == principal_kind::user && g.to.kind == principal_kind::group &&
                           of.has({g.to.key, who.key});
      if (g.to != who && !through) continue;
      const auto role = of.roles.find(g.role);
      if (role != of.roles.end()) out[g.at].insert(role->second.begin(), role->second.end());
    }
    return out;
  }

  /// Two may have one name.
  [[nodiscard]] std::vector<symbol> groups_of(const std::string& name) const {
    std::vector<symbol> out;
    for (const model::live_group& group : live_.groups) {
      if (group.name == name) out.push_back(names_.find(group.id));
    }
    return out;
  }
  /// Ids are taken at their word: what they hold may have been read where no list shows them.
  [[nodiscard]] symbol user_of(const std::string& name) const {
    if (!model::is_email(name)) {
      const symbol key = names_.find(name);
      return want_.names.contains(key) ? key : symbol::none;
    }
    const auto found = std::ranges::find(live_.users, name, &model::live_user::email);
    return found == live_.users.end() ? symbol::none : names_.find(found->id);
  }

  void report() {
    for (auto& [thing, what] : losses_) {
      std::ranges::sort(what);
      what.erase(std::unique(what.begin(), what.end()), what.end());
      out_.guards.push_back({"protect", !choice_.unprotect.contains(thing),
                             thing + " is protected: " + some_of(what),
                             "--unprotect " + base::shell_quoted(thing)});
    }
  }

  /// A name that nothing bears protects nothing.
  void warn_of_unknown() {
    const model::protection& all = want_.guards.protect;
    const auto missing = [&](const char* kind, const model::written& name) {
      out_.warnings.push_back("guards.protect names " + std::string(kind) + " " + base::quoted(name.text) +
                              ", which is not there: it protects nothing");
    };
    for (const model::written& name : all.roles) {
      if (!is_role(name.text)) missing("role", name);
    }
    for (const model::written& name : all.groups) {
      if (live_.has_read({model::list_kind::groups, {}, {}}) && groups_of(name.text).empty())
        missing("group", name);
    }
    for (const model::written& name : all.projects) {
      const bool there = std::ranges::count(live_.projects, name.text, &model::live_project::name) > 0;
      if (live_.has_read({model::list_kind::projects, {}, {}}) && !there) missing("project", name);
    }
    for (const model::written& name : all.users) {
      if (was_looked_for(name.text) && user_of(name.text) == symbol::none) missing("user", name);
    }
  }

  /// Whether the policy or the organization has it anywhere, as far as its roles were read.
  [[nodiscard]] bool is_role(const std::string& name) const {
    if (std::ranges::count(live_.roles, name, &model::live_role::name) > 0) return true;
    if (std::ranges::count(want_.roles, name, &model::wanted_role::name) > 0) return true;
    const auto unread = [this](const model::live_project& project) {
      return !live_.has_read({model::list_kind::project_roles, project.id, {}});
    };
    return !live_.has_read({model::list_kind::projects, {}, {}}) ||
           std::ranges::any_of(live_.projects, unread);
  }

  [[nodiscard]] bool was_looked_for(const std::string& user) const {
    return live_.has_read({model::list_kind::users, {}, {}}) ||
           std::ranges::any_of(live_.read, [&](const auto& entry) {
             return std::ranges::binary_search(entry.first.emails, user);
           });
  }

  std::set<std::string> shown_;                            // protected users, by ids and e-mails
  std::map<std::string, std::vector<std::string>> losses_; // by the address of the protected thing
};

} // namespace

void guard_protected(const comparison& changes, const model::desired& want, const model::organization& live,
                     const model::symbols& names, const options& choice, plan::plan& out) {
  protection(changes, want, live, names, choice, out).run();
}

} // namespace rolecall::planner
