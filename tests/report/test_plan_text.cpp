#include "report/entry.hpp"
#include "report/plan_text.hpp"
#include "report/sample.hpp"
#include "report/sections.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace rolecall;

TEST_SUITE("report") {
  TEST_CASE("each operation is one line with its sign and address, in the order of the plan") {
    const plan::plan p = sample::full();
    std::istringstream in(report::plan_text(p, {}));
    std::vector<std::string> seen;
    for (std::string line; std::getline(in, line);) {
      const bool operation = line.starts_with("+ ") || line.starts_with("~ ") || line.starts_with("- ");
      if (operation) seen.push_back(line.substr(2));
    }
    REQUIRE(seen.size() == p.operations.size());
    for (std::size_t i = 0; i < seen.size(); ++i) CHECK(seen[i].starts_with(p.operations[i].at.text() + " "));
  }

  TEST_CASE("there is no colour code unless asked for") {
    CHECK(report::plan_text(sample::full(), {}).find('\x1b') == std::string::npos);
    CHECK(report::plan_text(sample::full(), {report::color::on, false}).find("\x1b[32m+\x1b[0m") !=
          std::string::npos);
  }

  TEST_CASE("a plan without operations does not say that all is well where it is not") {
    plan::plan p = sample::empty();
    CHECK(report::summary_sentence(p) == "No changes. The organization matches the policy.");
    CHECK(report::summary_sentence(p, true) == "No changes. The part that --only names matches the policy.");
    p.blocked = sample::full().blocked;
    CHECK(report::summary_sentence(p) == "No changes. What is not blocked matches the policy.");
    CHECK(report::summary_sentence(p, true) ==
          "No changes. What is not blocked of the part that --only names matches the policy.");
    p.unreadable = sample::full().unreadable;
    CHECK(report::summary_sentence(p) == "No changes in what could be read; not everything could.");
  }

  TEST_CASE("what goes with its role or group says so: another policy may want it") {
    const model::address at = model::address() / model::address_part{"group", {"Team", ""}};
    const auto group = model::principal_kind::group;
    plan::plan p;
    p.operations.resize(5);
    p.operations[0].what = plan::unassign_role{"", group, "group_1", "role_1", false};
    p.operations[1].what = plan::unassign_role{"", group, "group_2", "role_2", false};
    p.operations[2].what = plan::unassign_role{"", group, "group_1", "role_2", false};
    p.operations[3].what = plan::delete_role{"", "role_1", {}};
    p.operations[4].what = plan::delete_group{"group_2", {}};
    for (plan::operation& op : p.operations) op.at = at;
    const report::deletions gone = report::deletions_of(p);
    const auto origin = [&](std::size_t i) { return report::describe(p.operations[i], gone).origin; };
    CHECK(origin(0) == "its role is deleted");
    CHECK(origin(1) == "its group is deleted");
    CHECK(origin(2) == "not in the policy");
    CHECK(origin(3) == "not in the policy");
  }

  TEST_CASE("the flag that lifts a guard stands on a line of its own") {
    CHECK(report::plan_text(sample::full(), {}).find("\n      --max-removals 7\n") != std::string::npos);
  }
}
