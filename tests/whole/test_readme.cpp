#include "policy/load.hpp"
#include "report/plan_text.hpp"
#include "whole/world.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

using namespace rolecall;

namespace {

const std::string readme_path = std::string(ROLECALL_SOURCE_DIR) + "/README.md";

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The first fenced block of that language.
std::string block(const std::string& text, const std::string& language) {
  const std::string open = "```" + language + "\n";
  const auto begin = text.find(open) + open.size();
  return text.substr(begin, text.find("```", begin) - begin);
}

// Where README's policy begins: Support Team is a member of Checkout.
const std::string state = R"({"organization": {"id": "org-example", "name": "Example"},
  "groups": [{"name": "Support Team", "roles": ["reader"]}],
  "projects": [{"name": "Checkout", "groups": [{"group": "Support Team", "roles": ["member"]}]}]})";

} // namespace

TEST_SUITE("whole") {
  TEST_CASE("the policy on README's first screen gives the plan beside it") {
    const std::string readme = content(readme_path);
    const std::string yaml = block(readme, "yaml");
    const policy::loaded loaded = policy::load({{"rolecall.yaml", yaml}});
    for (const base::diagnostic& d : loaded.diagnostics) MESSAGE(d.message);
    REQUIRE(loaded.policy.has_value());
    testing::world w(state);
    const testing::run_result run = w.plan(*loaded.policy);
    INFO(run.words());
    REQUIRE(run.planned());
    const std::string plan = report::plan_text(run.made, {report::color::off, false});
    const std::string shown = block(readme, "text");
    if (plan != shown && std::getenv("ROLECALL_ACCEPT")) {
      std::string changed = readme;
      changed.replace(changed.find(shown), shown.size(), plan);
      std::ofstream(readme_path, std::ios::binary) << changed;
    }
    CHECK(shown == plan);
  }
}
