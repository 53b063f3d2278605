#include "policy/rules.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

// The rules as the documentation lists them, and as the golden policies break them.

namespace fs = std::filesystem;
using namespace rolecall;
using namespace rolecall::policy;

namespace {

std::string contents(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string row_of(const rule_info& r) {
  const std::string level = r.level == base::severity::error ? "error" : "warning";
  return "| " + id_of(r.number) + " | " + std::string(r.name) + " | " + level + " | " +
         (can_be_accepted(r) ? "yes" : "") + " | " + std::string(r.meaning) + " |\n";
}

std::string document() {
  std::string out =
      "# Rules\n\n"
      "What `rolecall validate` and `rolecall plan` find in a policy. An id never changes its meaning. An "
      "error makes "
      "the\npolicy invalid; a warning does not. What stands under \"allow\" can be accepted, one warning at "
      "a time, by "
      "an entry of\n`allow` with the rule and the address that the warning shows:\n\n"
      "```yaml\n"
      "allow:\n"
      "  - rule: RC125\n"
      "    at: 'group[\"On Call\"]'\n"
      "    reason: filled by the pager rota\n"
      "```\n\n"
      "RC100 to RC119 are found only with the organization at hand, by `plan` and `apply`. These judge "
      "permissions "
      "(RC120 to\nRC122) once more: one that a predefined role of the organization has is known.\n\n"
      "| id | name | severity | allow | meaning |\n"
      "|---|---|---|---|---|\n";
  for (const rule_info& r : rules()) out += row_of(r);
  return out;
}

/// Every rule id in brackets in the expected texts of the golden policies.
std::set<std::string> rules_in_golden_folders() {
  std::set<std::string> out;
  for (const auto& folder : fs::directory_iterator(ROLECALL_SOURCE_DIR "/tests/golden/diagnostics")) {
    const std::string said = contents(folder.path() / "expected.txt");
    for (auto at = said.find("[RC"); at != std::string::npos; at = said.find("[RC", at + 1)) {
      out.insert(said.substr(at + 1, 5));
    }
  }
  return out;
}

/// Rules about files as such, and about sizes, are broken in other tests.
bool is_golden(rule which) {
  const std::set<rule> others = {rule::not_utf8, rule::too_many_nodes};
  return which > rule::read_twice && !is_live(which) && !others.contains(which);
}

} // namespace

TEST_SUITE("policy") {
  TEST_CASE("docs/rules.md lists the rules as they are") {
    const std::string path = ROLECALL_SOURCE_DIR "/docs/rules.md";
    const std::string expected = document();
    if (std::getenv("ROLECALL_ACCEPT") != nullptr && contents(path) != expected) {
      fs::create_directories(fs::path(path).parent_path());
      std::ofstream(path, std::ios::binary) << expected;
      FAIL("rewritten: " << path);
    }
    CHECK(contents(path) == expected);
  }

  TEST_CASE("every rule that a policy alone can break is broken in a golden folder") {
    const std::set<std::string> broken = rules_in_golden_folders();
    for (const rule_info& r : rules()) {
      CAPTURE(r.name);
      if (is_golden(r.number)) CHECK(broken.contains(id_of(r.number)));
    }
  }

  TEST_CASE("warnings about things can be accepted, errors and what is about no thing cannot") {
    CHECK(can_be_accepted(about(rule::unknown_permission)));
    CHECK(can_be_accepted(about(rule::mixed_scripts)));
    CHECK_FALSE(can_be_accepted(about(rule::unknown_role)));
    CHECK_FALSE(can_be_accepted(about(rule::no_final_newline)));
    CHECK_FALSE(can_be_accepted(about(rule::unused_allowance)));
    CHECK(is_live(rule::old_name_is_live));
    CHECK_FALSE(is_live(rule::unknown_permission));
    CHECK_FALSE(is_live(rule::no_permissions));
  }
}
