#include "policy/narrow.hpp"

#include <algorithm>

namespace rolecall::policy {
namespace {

using model::address;
using model::address_part;
using model::principal_kind;
using model::rule;
using model::scope;
using model::symbol;

class narrowing {
public:
  narrowing(model::desired& want, const model::symbols& names) : want_(want), names_(names) {}

  void run() {
    drop_facts();
    note_needed();
    drop_things();
    drop_rules();
    drop_lines(want_.blocked);
    drop_lines(want_.waiting);
  }

private:
  [[nodiscard]] bool covers(const address& at) const { return want_.only.covers(at); }
  [[nodiscard]] bool is_new(symbol key) const { return !model::is_live_key(names_.text(key)); }

  void drop_facts() {
    std::erase_if(want_.members, [&](const auto& m) { return !covers(want_.member_address(m.what)); });
    std::erase_if(want_.grants, [&](const auto& g) { return !covers(want_.grant_address(g.what)); });
    std::erase_if(want_.invites, [&](const auto& i) {
      return !covers(address() / address_part{"user", {i.email, {}}});
    });
  }

  void note_needed() {
    for (const model::wanted_role& r : want_.roles) {
      if (r.create && covers(want_.role_address(r.at, r.key))) needed_.insert(r.at.project);
    }
    for (const model::wanted_member& m : want_.members) needed_.insert(m.what.group);
    for (const model::wanted_grant& g : want_.grants)
      needed_.insert({g.what.at.project, g.what.to.key, g.what.role});
  }

  /// What exists and is not covered is still named by grants: it stays as a thing of others.
  void drop_things() {
    const auto drop = [&](auto& things, auto address_of) {
      for (auto& thing : things) {
        const bool ours = covers(address_of(thing)) || (is_new(thing.key) && needed_.contains(thing.key));
        thing.create = thing.create && ours;
      }
      std::erase_if(things, [&](const auto& thing) { return !thing.create && is_new(thing.key); });
    };
    drop(want_.roles, [&](const model::wanted_role& r) { return want_.role_address(r.at, r.key); });
    drop(want_.groups, [&](const model::wanted_group& g) {
      return want_.principal_address({}, {principal_kind::group, g.key});
    });
    std::erase_if(want_.projects, [&](const model::wanted_project& p) {
      const address at = want_.scope_address(scope{p.key});
      return p.id.empty() ? !covers(at) && !needed_.contains(p.key) : !want_.only.reaches(at);
    });
  }

  void drop_rules() {
    keep_if(want_.organization_roles, address(), "role");
    keep_if(want_.all_groups, address(), "group");
    keep_if(want_.group_grants, address(), "group");
    keep_if(want_.user_grants, address(), "user");
    for (model::wanted_project& p : want_.projects) {
      const address at = want_.scope_address(scope{p.key});
      keep_if(p.roles, at, "role");
      keep_if(p.group_grants, at, "group");
      keep_if(p.user_grants, at, "user");
    }
    for (auto& [group, applies] : want_.members_of)
      keep_if(applies, want_.principal_address({}, {principal_kind::group, group}), "member");
    for (auto& [where, applies] : want_.grants_of)
      keep_if(applies, want_.principal_address(where.first, where.second), "grant");
  }

  void keep_if(rule& list, const address& at, std::string_view kind) const {
    if (!want_.only.reaches(at, kind)) list = rule::unmanaged;
  }

  void drop_lines(std::vector<model::unmet_line>& lines) const {
    std::erase_if(lines, [&](const model::unmet_line& line) { return !want_.only.reaches(line.at); });
  }

  model::desired& want_;
  const model::symbols& names_;
  std::set<symbol> needed_;
};

} // namespace

void narrow(model::desired& want, const model::symbols& names) {
  if (!want.only.is_everything()) narrowing(want, names).run();
}

} // namespace rolecall::policy
