#include "exporter/starter.hpp"
#include "policy/load.hpp"

#include <doctest/doctest.h>

#include <sstream>
#include <string>

using namespace rolecall;

namespace {

/// The text as a person leaves it who takes away the # before every example.
std::string with_examples(const std::string& text) {
  std::istringstream in(text);
  std::string out;
  for (std::string line; std::getline(in, line);) {
    const bool prose = line.starts_with("# ") && !line.starts_with("#  ");
    const bool example = line.starts_with('#') && !prose;
    out += (example ? line.substr(1) : line) + "\n";
  }
  return out;
}

} // namespace

TEST_SUITE("exporter") {
  TEST_CASE("the starter is a policy without warnings that says nothing yet") {
    const policy::loaded loaded =
        policy::load({{"rolecall.yaml", exporter::starter("rolecall.schema.json")}});
    CHECK(loaded.diagnostics.empty());
    REQUIRE(loaded.policy);
    CHECK_FALSE(loaded.policy->roles);
    CHECK_FALSE(loaded.policy->groups);
    CHECK_FALSE(loaded.policy->users);
    CHECK(loaded.policy->projects.empty());
    CHECK(loaded.policy->templates.empty());
  }

  TEST_CASE("its examples are a policy without warnings too") {
    const std::string text = with_examples(exporter::starter("rolecall.schema.json"));
    const policy::loaded loaded = policy::load({{"rolecall.yaml", text}});
    for (const base::diagnostic& d : loaded.diagnostics)
      FAIL_CHECK(base::to_string(d.at.begin) << ": " << d.message);
    REQUIRE(loaded.policy);
    CHECK(loaded.policy->organization);
    CHECK(loaded.policy->roles);
    CHECK(loaded.policy->groups);
    CHECK(loaded.policy->users);
    CHECK(loaded.policy->projects.size() == 1);
    CHECK(loaded.policy->templates.size() == 1);
  }
}
