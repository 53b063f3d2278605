// Projects that a plan makes, and what templates bring into projects.

#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace rolecall;
using namespace rolecall::test;

namespace {

plan::plan planned(const rules& said, const world& live) { return plan_of(said.policy(), live.live()); }

} // namespace

TEST_SUITE_BEGIN("planner");

TEST_CASE("a role of a project that is to be created is none of the organization's, whatever its name") {
  const plan::plan p = planned(rules().new_project("New").role("B", {"a"}).role_in("New", "B", {"b"}),
                               world().role("B", {"a"}));
  CHECK(operations(p) == text({R"(create project["New"])", R"(create project["New"].role["B"])"}));
}

TEST_SUITE_END();
