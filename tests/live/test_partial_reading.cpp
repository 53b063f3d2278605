#include "answers.hpp"
#include "live/partial_reading.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

using namespace rolecall;
using namespace rolecall::test;
using namespace std::chrono_literals;
using live::moment;
using live::partial_reading;
using model::list_kind;
using model::list_ref;

namespace {

const moment now{http::time_point(100h), 1'800'000'000};
const list_ref groups{list_kind::groups, {}, {}};

moment later(std::chrono::seconds by) { return {now.steady + by, now.wall + by.count()}; }

/// An organization of which all lists were read at `now`.
model::organization sample() {
  const model::organization whole = world()
                                        .role("Steward", {"b", "a"})
                                        .group("Support")
                                        .user("ada")
                                        .member("Support", "ada")
                                        .project("P")
                                        .live();
  model::organization out = read_whole(whole).live;
  REQUIRE(out.id.has_value());
  for (auto& [list, read] : out.read) read.at = now.steady;
  return out;
}

partial_reading kept_of(const model::organization& live) {
  partial_reading out;
  live::keep(live, now, out);
  return out;
}

std::vector<list_ref> lists_of(const model::organization& live) {
  std::vector<list_ref> out;
  for (const auto& [list, read] : live.read) out.push_back(list);
  return out;
}

} // namespace

TEST_SUITE("live::partial_reading") {
  TEST_CASE("what was kept gives the organization again, through its text") {
    const model::organization live = sample();
    const auto kept = live::partial_from_text(live::to_text(kept_of(live)));
    REQUIRE(kept.has_value());
    model::organization again;
    CHECK(live::take(*kept, lists_of(live), later(10s), again).empty());
    CHECK(difference(again, live) == "");
    CHECK((again.id == live.id));
  }

  TEST_CASE("it is usable for fifteen minutes, by a clock that has not gone back") {
    const partial_reading kept = kept_of(sample());
    CHECK(live::is_usable(kept, now.wall));
    CHECK(live::is_usable(kept, now.wall + 900));
    CHECK_FALSE(live::is_usable(kept, now.wall + 901));
    CHECK_FALSE(live::is_usable(kept, now.wall - 1));
    CHECK_FALSE(live::is_usable(partial_reading(), 10)); // of an unknown organization
  }

  TEST_CASE("no list out of a file counts as read within the last minute, whatever the clock says") {
    const partial_reading kept = kept_of(sample());
    for (const auto passed : {0s, 1s, 60s, 600s}) {
      CAPTURE(passed.count());
      model::organization again;
      const moment then = later(passed);
      REQUIRE(live::take(kept, {groups}, then, again).empty());
      const auto age = then.steady - again.read.at(groups).at;
      CHECK(age > 60s);
      CHECK(age >= passed);
    }
  }

  TEST_CASE("a list from the future, or more than two hours old, is read anew") {
    partial_reading kept = kept_of(sample());
    model::organization again;
    kept.lists.at(groups).read_at = now.wall + 1;
    CHECK(live::take(kept, {groups}, now, again) == std::vector<list_ref>{groups});
    kept.lists.at(groups).read_at = now.wall - 7201;
    CHECK(live::take(kept, {groups}, now, again) == std::vector<list_ref>{groups});
    CHECK_FALSE(again.has_read(groups));
    kept.lists.at(groups).read_at = now.wall - 7200;
    CHECK(live::take(kept, {groups}, now, again).empty());
  }

  TEST_CASE("what is read once more takes the place of what was kept, and the rest stays") {
    model::organization live = sample();
    partial_reading kept = kept_of(live);
    const std::size_t lists = kept.lists.size();
    model::organization part;
    part.id = live.id;
    part.read[groups] = {1, now.steady + 5s};
    live::keep(part, later(10s), kept);
    CHECK(kept.lists.size() == lists);
    CHECK(kept.lists.at(groups).read_at == now.wall + 5);
    CHECK(std::get<std::vector<model::live_group>>(kept.lists.at(groups).answer.items).empty());
    CHECK(kept.stopped_at == now.wall + 10);
  }

  TEST_CASE("a list is not kept if it names a role that the role list, read later, lacks") {
    model::organization live = sample();
    const list_ref of_group{list_kind::group_roles, {}, "group_1"};
    live.read[of_group] = {1, now.steady};
    live.grants.push_back({{}, model::principal_kind::group, "group_1", "role_gone", {}});
    live.sort();
    const partial_reading kept = kept_of(live);
    CHECK_FALSE(kept.lists.contains(of_group));
    CHECK(kept.lists.contains(groups));
    live.read.erase(of_group);
    CHECK(kept_of(live).lists.size() == kept.lists.size());
  }

  TEST_CASE("a list of one project that holds roles of another is no reading") {
    partial_reading kept = kept_of(sample());
    const model::live_role role{"role_1", "R", {}, {}, false, "proj_1"};
    live::kept_list& held = kept.lists[{list_kind::project_group_roles, "proj_1", "group_1"}];
    held.answer.items = std::vector<wire::assigned_role>{{role}};
    live::kept_list& roles = kept.lists[{list_kind::project_roles, "proj_1", {}}];
    roles.answer.items = std::vector<model::live_role>{role};
    CHECK(live::partial_from_text(live::to_text(kept)).has_value());
    partial_reading wrong = kept;
    wrong.lists[{list_kind::project_group_roles, "proj_2", "group_1"}] = held;
    CHECK(live::partial_from_text(live::to_text(wrong)).error().message.find("of another project") !=
          std::string::npos);
    wrong = kept;
    wrong.lists[{list_kind::project_roles, "proj_2", {}}] = roles;
    CHECK(live::partial_from_text(live::to_text(wrong)).error().message.find("of another project") !=
          std::string::npos);
  }

  TEST_CASE("what a clock that starts with 1970 says of a reading can be read too") {
    model::organization live = sample();
    for (auto& [list, read] : live.read) read.at = now.steady - 60s;
    partial_reading kept;
    live::keep(live, {now.steady, 10}, kept);
    const auto again = live::partial_from_text(live::to_text(kept));
    REQUIRE(again.has_value());
    CHECK(again->lists.at(groups).read_at == 0);
  }
}
