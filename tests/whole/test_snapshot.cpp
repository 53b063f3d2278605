#include "emulator/state_file.hpp"
#include "live/full_reads.hpp"
#include "live/snapshot.hpp"
#include "support/random_case.hpp"
#include "whole/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

// An organization read whole from the emulator, and the emulator started from what was written of it.

using namespace rolecall;
using testing::world;

namespace {

std::string snapshot_of(world& w) { return live::to_snapshot(w.read_whole()); }

std::string snapshot_of_state(const std::string& state) {
  world w(state);
  return snapshot_of(w);
}

/// One page each, as the examples are small.
std::size_t calls_needed(const emulator::state& org) {
  std::size_t calls =
      5 + org.users.size() + 2 * org.groups.size(); // 5: roles, users, groups, projects, invites
  for (const emulator::project& in : org.projects) {
    if (!in.archived_at) calls += 3 + in.groups.size() + in.users.size();
  }
  return calls;
}

/// Whether the API's answers say something else of the same organization.
bool is_another_truth(std::string_view knob) {
  return knob == "inherited" || knob == "direct_source" || knob == "predefined_names";
}

/// An organization with something of everything that the API tells.
const std::string rich = R"({
  "organization": {"id": "org-rich"},
  "users": [{"id": "user-ada", "email": "Ada@Example.com", "roles": ["owner", "Twin-a"]},
            {"id": "user-bob", "email": "bob@example.com"},
            {"id": "user-bot", "name": "Bot", "is_service_account": true, "roles": []}],
  "roles": [{"id": "Twin-a", "name": "Twin", "permissions": ["api.usage.read"]},
            {"id": "Twin-b", "name": "Twin", "description": "", "permissions": []},
            {"id": "role-billing", "name": "Billing", "permissions": ["b"], "predefined": true}],
  "groups": [{"id": "g1", "name": "Twins", "members": ["user-bob", "svc_1"], "roles": ["Twin-a", "Twin-b"]},
             {"id": "g2", "name": "Twins", "is_scim_managed": true, "members": ["user-ada"]},
             {"id": "g3", "name": "Tenant", "group_type": "tenant_group"},
             {"id": "g4", "name": "New kind", "group_type": "unknown", "roles": ["reader"]}],
  "projects": [{"id": "p1", "name": "Same", "roles": [{"name": "Own", "permissions": ["x"]}],
                "groups": [{"group": "g1", "roles": ["Own", "viewer"]}, {"group": "g2", "roles": []}],
                "users": [{"user": "user-bob", "roles": ["Own"]}, {"user": "user-ada"}],
                "service_accounts": [{"id": "svc_1", "name": "Robot"}]},
               {"id": "p2", "name": "Same"},
               {"id": "p3", "name": "Old", "status": "archived", "groups": [{"group": "g1", "roles": ["viewer"]}]}],
  "invites": [{"id": "invite-1", "email": "eve@example.com"},
              {"id": "invite-2", "email": "Eve@example.com", "status": "expired"}]})";

std::vector<std::string> states() {
  std::vector<std::string> out{rich};
  for (const testing::example& of : testing::examples()) out.push_back(of.state);
  return out;
}

} // namespace

TEST_SUITE("whole") {
  TEST_CASE("reading everything makes the calls that it needs, none twice, and writes nothing") {
    for (const std::string& state : states()) {
      world w(state);
      const model::organization whole = w.read_whole();
      CHECK(live::next_full_reads(whole).empty());
      const std::vector<std::string> reads = w.reads();
      CHECK(reads.size() == calls_needed(w.machine.organization()));
      CHECK(std::set<std::string>(reads.begin(), reads.end()).size() == reads.size());
      CHECK(w.writes() == 0);
    }
  }

  TEST_CASE("an emulator started with a snapshot is the same organization: its snapshot has the same bytes") {
    for (const std::string& state : states()) {
      const std::string once = snapshot_of_state(state);
      CHECK(snapshot_of_state(once) == once);
      const auto back = live::from_snapshot(once);
      if (!back) FAIL(back.error().message);
      CHECK(live::to_snapshot(*back) == once);
    }
  }

  TEST_CASE("a snapshot is whole under every behaviour, and the same where the API says the same") {
    const std::string usual = snapshot_of_state(rich);
    for (const emulator::knob_row& row : emulator::all_knobs()) {
      if (row.kind != emulator::knob_kind::behaviour) continue;
      for (const std::string_view value : row.others) {
        CAPTURE(row.name);
        CAPTURE(value);
        world w(rich);
        w.set(std::string(row.name) + "=" + std::string(value));
        const std::string text = snapshot_of(w);
        CHECK(live::from_snapshot(text).has_value());
        CHECK((text == usual || is_another_truth(row.name)));
        CHECK_NOTHROW(snapshot_of_state(text));
      }
    }
  }

  TEST_CASE("any organization is loaded by the emulator, and is the same but for how roles are held") {
    test::for_each_case(60, [](const test::random_case& c) {
      const std::string loaded = snapshot_of_state(live::to_snapshot(c.live));
      const auto back = live::from_snapshot(loaded);
      REQUIRE(back.has_value());
      CHECK(back->id == c.live.id);
      CHECK(back->roles == c.live.roles);
      CHECK(back->groups == c.live.groups);
      CHECK(snapshot_of_state(loaded) == loaded);
    });
  }
}
