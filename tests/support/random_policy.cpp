#include "support/random_policy.hpp"

#include "support/random_names.hpp"

#include <algorithm>
#include <functional>

namespace rolecall::test {
namespace {

bool has(const names& list, const std::string& name) { return std::ranges::count(list, name) > 0; }

/// Live things of one kind and scope, and how the policy's entries for them are pinned and renamed.
struct renaming {
  names declared;                                        ///< entries that may be renamed
  names foreign;                                         ///< entries of create: false
  std::vector<std::pair<std::string, std::string>> live; ///< names and ids
  std::function<void(const std::string& name, const std::string& id)> pin;
  std::function<void(const std::string& name, const std::string& old_name)> was;
};

class maker {
public:
  maker(dice& random, const model::organization& live) : dice_(random), live_(live) {}

  model::policy run() {
    rules_ = rules(manage());
    except_roles_ = dice_.chance(50);
    except_groups_ = dice_.chance(50);
    except_projects_ = dice_.chance(50);
    if (except_roles_) rules_.except_roles("x-*");
    if (except_groups_) rules_.except_groups("x-*");
    if (except_projects_) rules_.except_projects("x-*");
    roles();
    groups();
    if (dice_.chance(60)) users();
    for (const std::string& project : names{"P", "Q", "x-P", "Z", "N", "Default project"}) {
      if (dice_.chance(project == "Default project" ? 20 : 60) && !(except_projects_ && project == "x-P"))
        entry(project);
    }
    if (dice_.chance(40)) templates();
    return rules_.policy();
  }

private:
  permissions allowed() { return some(all_permissions, 45); }
  names some(const names& of, std::size_t percent) { return test::some(dice_, of, percent); }

  model::manage manage() {
    const auto one = [this] {
      return dice_.chance(70) ? model::ownership::authoritative : model::ownership::additive;
    };
    if (dice_.chance(30)) return all_authoritative;
    return {one(), one(), one(), one()};
  }

  // ---- roles and groups

  void roles() {
    if (dice_.chance(85)) organization_roles();
    for (const std::string& role : some(role_names, 40)) {
      if (except_roles_ && role == "x-R") continue;
      rules_.shared_role(role, allowed());
      shared_roles_.push_back(role);
    }
    for (const std::string& role : shared_roles_) {
      const std::string& old = role_names[dice_.below(role_names.size())];
      if (dice_.chance(10) && !has(shared_roles_, old) && !(except_roles_ && old == "x-R"))
        rules_.shared_role_was(role, old);
    }
  }

  void organization_roles() {
    rules_.no_roles();
    renaming r = of_roles("");
    for (const std::string& role : some(role_names, 60)) {
      const bool foreign = dice_.chance(15) || (except_roles_ && role == "x-R");
      if (foreign)
        rules_.foreign_role(role), r.foreign.push_back(role);
      else
        rules_.role(role, allowed(), dice_.chance(30) ? std::optional<std::string>("text") : std::nullopt),
            r.declared.push_back(role);
      declared_roles_.push_back(role);
    }
    pin_twins("D", "role_D", "role_D2", r, [this](const std::string& key) { rules_.role(key, allowed()); });
    rename(r);
  }

  renaming of_roles(const std::string& project) {
    renaming out;
    for (const model::live_role& role : live_.roles) {
      const bool here = role.project_id == project_id(project);
      if (here && !role.predefined) out.live.emplace_back(role.name, role.id);
    }
    out.pin = [this, project](const std::string& name, const std::string& id) {
      rules_.pin_role(project, name, id);
    };
    out.was = [this, project](const std::string& name, const std::string& old) {
      rules_.role_was(project, name, old);
    };
    return out;
  }

  void groups() {
    if (dice_.chance(10)) return;
    rules_.no_groups();
    names grantable = declared_roles_;
    grantable.insert(grantable.end(), {"owner", "reader"});
    renaming r;
    for (const model::live_group& group : live_.groups) r.live.emplace_back(group.name, group.id);
    r.pin = [this](const std::string& name, const std::string& id) { rules_.pin_group(name, id); };
    r.was = [this](const std::string& name, const std::string& old) { rules_.group_was(name, old); };
    for (const std::string& group : some(group_names, 65)) {
      const bool excepted = except_groups_ && group == "x-G"; // then nothing may be said of it
      const bool foreign = dice_.chance(15) || excepted;
      const bool with_roles = dice_.chance(75) && !excepted;
      if (foreign && with_roles)
        rules_.foreign_group(group, some(grantable, 35));
      else if (foreign)
        rules_.foreign_group(group);
      else if (with_roles)
        rules_.group(group, some(grantable, 35));
      else
        rules_.group(group);
      if (dice_.chance(45) && !excepted) rules_.members(group, people(35));
      if (dice_.chance(20) && !excepted) rules_.manage_group(group, manage());
      (foreign ? r.foreign : r.declared).push_back(group);
      declared_groups_.push_back(group);
    }
    pin_twins("I", "group_I", "group_I2", r, [this](const std::string& key) { rules_.group(key); });
    rename(r);
  }

  /// Two live things of one name can have two keys.
  void pin_twins(const std::string& name, const std::string& first, const std::string& second, renaming& r,
                 const std::function<void(const std::string&)>& declare) {
    const auto is_live = [&](const std::string& id) {
      return std::ranges::any_of(r.live, [&](const auto& thing) { return thing.second == id; });
    };
    if (!is_live(second) || has(r.foreign, name) || has(r.declared, name) || dice_.chance(30)) return;
    declare(name);
    r.pin(name, second);
    if (is_live(first) && dice_.chance(70)) {
      declare("Twin");
      r.pin("Twin", first);
      r.was("Twin", name);
    }
    r.foreign.push_back(name); // not renamed once more
  }

  void rename(renaming& r) {
    if (dice_.chance(25)) permute(r);
    names claimed;
    for (const std::string& name : r.declared) {
      if (!dice_.chance(15) || r.live.empty()) continue;
      const std::string& old = r.live[dice_.below(r.live.size())].first;
      if (has(r.declared, old) || has(r.foreign, old) || has(claimed, old)) continue;
      if (old.starts_with("x-") && dice_.chance(80)) continue; // often refused: it is another policy's
      claimed.push_back(old);
      r.was(name, old);
    }
  }

  /// Some entries mean each a live thing of any name that no other entry means: swaps, circles, chains.
  void permute(renaming& r) {
    const names chosen = some(r.declared, 60);
    auto things = r.live;
    std::erase_if(things, [&](const auto& thing) {
      const bool others = has(r.declared, thing.first) && !has(chosen, thing.first);
      const bool twin =
          std::ranges::count(r.live, thing.first, &std::pair<std::string, std::string>::first) > 1;
      const bool excepted = thing.first.starts_with("x-") && dice_.chance(80);
      return others || twin || excepted || has(r.foreign, thing.first);
    });
    dice_.shuffle(things);
    for (const std::string& name : chosen) {
      if (things.empty()) { // it must have an id, since its name may be an old one
        r.pin(name, "none_" + name);
        continue;
      }
      r.pin(name, things.back().second);
      if (things.back().first != name) r.was(name, things.back().first);
      things.pop_back();
    }
    for (const std::string& name : chosen) std::erase(r.declared, name), r.foreign.push_back(name);
  }

  // ---- people

  /// E-mails of those who are there, wait or are missing, and ids.
  names people(std::size_t percent) {
    names out = some({"ada@example.com", "grace@example.com"}, percent);
    for (const std::string& rare :
         some({"guest@example.com", "nobody@example.com", "user_anon", "user_bot"}, 15)) {
      if (rare.ends_with(".com") || live_.user(rare)) out.push_back(rare); // ids are taken at their word
    }
    return out;
  }

  void users() {
    rules_.no_users();
    names grantable = declared_roles_;
    grantable.insert(grantable.end(), {"owner", "reader"});
    for (const std::string& who : people(55)) {
      if (who == "guest@example.com")
        rules_.invited(who, some(grantable, 30));
      else if (dice_.chance(80))
        rules_.user(who, some(grantable, 30));
      else
        rules_.user(who);
    }
  }

  // ---- projects

  void entry(const std::string& key) {
    rules_.project(key);
    if (key == "N" || dice_.chance(10))
      rules_.new_project(key);
    else if (dice_.chance(20))
      rules_.pin(key, project_id(key));
    if (dice_.chance(40)) rules_.manage_in(key, manage());
    names grantable = shared_roles_;
    if (dice_.chance(65)) own_roles(key, grantable);
    grantable.insert(grantable.end(), {"owner", "member", "viewer"});
    if (dice_.chance(75)) {
      rules_.no_groups_in(key);
      for (const std::string& group : some(declared_groups_, 55))
        rules_.group_in(key, group, some(grantable, 35));
    }
    if (!dice_.chance(60)) return;
    rules_.no_users_in(key);
    for (const std::string& who : people(45)) rules_.user_in(key, who, some(grantable, 35));
  }

  void own_roles(const std::string& key, names& grantable) {
    rules_.no_roles_in(key);
    renaming r = of_roles(key);
    for (const std::string& role : some(role_names, 45)) {
      const bool shared = has(shared_roles_, role);
      if (shared && dice_.chance(50))
        rules_.shared_role_in(key, role), r.foreign.push_back(role);
      else if (dice_.chance(15) || (except_roles_ && role == "x-R"))
        rules_.foreign_role_in(key, role), r.foreign.push_back(role);
      else
        rules_.role_in(key, role, allowed()), r.declared.push_back(role);
      if (!shared) grantable.push_back(role);
    }
    // What a grant may bring in from project_roles is there under its name.
    for (const std::string& role : shared_roles_) r.foreign.push_back(role);
    std::erase_if(r.declared, [&](const std::string& role) { return has(r.foreign, role); });
    rename(r);
  }

  void templates() {
    const model::manage same = manage();
    names grantable = shared_roles_;
    grantable.insert(grantable.end(), {"owner", "member", "viewer"});
    const names globs{"*", "?", "P", "x-*", "N"};
    for (std::size_t i = 0, count = 1 + dice_.below(2); i < count; ++i) {
      rules_.matching({globs[dice_.below(globs.size())]});
      if (dice_.chance(30)) rules_.but_not("Q");
      if (dice_.chance(50)) rules_.manage_matched(dice_.chance(90) ? same : manage());
      if (dice_.chance(70)) {
        rules_.no_groups_there();
        for (const std::string& group : some(declared_groups_, 40))
          rules_.group_there(group, some(grantable, 30));
      }
      if (!dice_.chance(50)) continue;
      rules_.no_users_there();
      for (const std::string& who : people(40)) rules_.user_there(who, some(grantable, 30));
    }
  }

  dice& dice_;
  const model::organization& live_;
  rules rules_;
  bool except_roles_ = false;
  bool except_groups_ = false;
  bool except_projects_ = false;
  names declared_roles_;
  names shared_roles_;
  names declared_groups_;
};

} // namespace

model::policy random_policy(dice& random, const model::organization& live) {
  return maker(random, live).run();
}

} // namespace rolecall::test
