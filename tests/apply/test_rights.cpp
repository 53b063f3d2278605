#include "apply/rights.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// What a plan takes of what lets people administer the organization.

using namespace rolecall;
using model::principal_kind;

namespace {

const std::string owner = test::world::role_id("", "owner");
const std::vector<std::string> manages{"api.management.write"};

model::organization live() {
  test::world w;
  w.role("Admins", manages).role("Plain", {"p"});
  w.user("ada").user("bob").user("cy");
  w.group("One").group("Two").member("One", "ada").member("One", "bob").member("Two", "bob");
  w.grant("One", "Admins").grant("Two", "Admins").grant("Two", "Plain");
  w.user_grant("ada", "owner").user_grant("cy", "Admins").inherited("bob", "Admins");
  return w.live();
}

struct found {
  explicit found(const plan::action& what) : org(live()), taken(with(what), org) {}
  static plan::plan with(const plan::action& what) {
    plan::plan out;
    plan::operation op;
    op.what = what;
    out.operations.push_back(std::move(op));
    return out;
  }
  /// "PRINCIPAL ROLE" of what is left to him.
  [[nodiscard]] std::vector<std::string> left(const std::string& user) const {
    std::vector<std::string> out;
    for (const model::live_grant* g : taken.left_to(user)) out.push_back(g->principal_id + " " + g->role_id);
    std::ranges::sort(out);
    return out;
  }
  [[nodiscard]] std::string concerned() const {
    std::string out;
    for (const std::string user : {"ada", "bob", "cy"}) {
      if (taken.concerns("user_" + user)) out += user + " ";
    }
    return out;
  }
  model::organization org;
  apply::taken_rights taken;
};

using texts = std::vector<std::string>;

} // namespace

TEST_SUITE("apply") {
  TEST_CASE("a way to administer the organization ends for whoever has it, and the others are left to him") {
    const found group(
        plan::unassign_role{"", principal_kind::group, "group_One", "role_Admins", false, false});
    CHECK(group.concerned() == "ada bob ");
    CHECK(group.taken.groups() == std::set<std::string>{"group_One"});
    CHECK(group.left("user_ada") == texts{"user_ada " + owner});
    CHECK(group.left("user_bob") == texts{"group_Two role_Admins"});

    const found user(plan::unassign_role{"", principal_kind::user, "user_ada", owner, true, false});
    CHECK(user.concerned() == "ada ");
    CHECK(user.taken.groups().empty());
    CHECK(user.left("user_ada") == texts{"group_One role_Admins"});

    const found member(plan::remove_member{"group_One", "user_bob"});
    CHECK(member.concerned() == "bob ");
    CHECK(member.left("user_bob") == texts{"group_Two role_Admins"});
    CHECK(member.left("user_ada").size() == 2);

    const found deleted(plan::delete_group{"group_Two", {}});
    CHECK(deleted.concerned() == "bob ");
    CHECK(deleted.left("user_bob") == texts{"group_One role_Admins"});
  }

  TEST_CASE("a role that goes, or permits less, ends it for all who hold it") {
    const plan::role_body before{{}, manages};
    const found gone(plan::delete_role{"", "role_Admins", before});
    CHECK(gone.concerned() == "ada bob cy ");
    CHECK(gone.taken.roles() == std::set<std::string>{"role_Admins"});
    CHECK(gone.taken.groups() == std::set<std::string>{"group_One", "group_Two"});
    CHECK(gone.left("user_ada") == texts{"user_ada " + owner});
    CHECK(gone.left("user_bob").empty());
    for (const std::string still : {"p", "api.management.read"}) {
      const found less(plan::update_role{"", "role_Admins", {"Admins", "Admins"}, before, {{}, {still}}});
      CHECK(less.concerned() == "ada bob cy ");
      CHECK(less.left("user_cy").empty());
    }
  }

  TEST_CASE("what administers nothing takes no such right") {
    const plan::role_body before{{}, manages};
    for (const plan::action& what : std::vector<plan::action>{
             plan::unassign_role{"", principal_kind::group, "group_Two", "role_Plain", false, false},
             plan::unassign_role{"proj_P", principal_kind::group, "group_One", "role_Admins", false, false},
             plan::delete_role{"", "role_Plain", {{}, {"p"}}},
             plan::delete_role{"proj_P", "role_Admins", before},
             plan::update_role{"", "role_Admins", {"Admins", "Managers"}, before, before},
             plan::update_role{"", "role_Plain", {"Plain", "Plain"}, {{}, {"p"}}, {{}, {"q"}}},
             plan::remove_member{"group_Three", "user_bob"}, plan::create_group{"New"}}) {
      const found none(what);
      CHECK(none.concerned() == "");
      CHECK(none.taken.groups().empty());
      CHECK(none.taken.roles().empty());
    }
  }
}
