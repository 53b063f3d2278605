#include "policy/load.hpp"
#include "report/diagnostics_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

using namespace rolecall;

namespace {

std::string good_policy() {
  std::ifstream in(ROLECALL_SOURCE_DIR
                   "/tests/golden/diagnostics/a-whole-policy-gives-no-diagnostic/policy.yaml",
                   std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// What must hold for any input at all.
policy::loaded load_anything(const std::string& text) {
  policy::loaded result = policy::load({{"p.yaml", text}});
  CHECK(result.policy.has_value() == !base::has_errors(result.diagnostics));
  for (const base::diagnostic& d : result.diagnostics) {
    CHECK(d.rule.size() == 5);
    CHECK_FALSE(d.message.empty());
    CHECK(d.at.begin.line >= 0);
    CHECK(d.at.length >= 1);
  }
  const std::string said = report::diagnostics_text(result.diagnostics, report::color::off);
  CHECK(said.find('\x1b') == std::string::npos);
  return result;
}

} // namespace

TEST_SUITE("policy") {
  // Covers I4.
  TEST_CASE("a policy cut in a line is never taken without a word, and one cut inside quotes never at all") {
    const std::string whole = good_policy();
    REQUIRE(whole.size() > 800);
    REQUIRE(load_anything(whole).diagnostics.empty());
    for (std::size_t length = 0; length < whole.size(); ++length) {
      CAPTURE(length);
      const std::string cut = whole.substr(0, length);
      const policy::loaded result = load_anything(cut);
      if (!cut.ends_with('\n')) CHECK_FALSE(result.diagnostics.empty());
      const bool inside_quotes = std::ranges::count(cut, '"') % 2 == 1;
      if (inside_quotes) CHECK_FALSE(result.policy.has_value());
    }
  }

  // Covers I4, I37.
  TEST_CASE("a policy in flow style that is cut anywhere is refused") {
    const std::string whole =
        R"({"version": 1, "manage": "additive", "groups": {"Support": {"roles": ["reader"]}}})";
    REQUIRE(load_anything(whole + "\n").diagnostics.empty());
    for (std::size_t length = 0; length < whole.size(); ++length) {
      CAPTURE(length);
      CHECK_FALSE(load_anything(whole.substr(0, length) + "\n").policy.has_value());
    }
  }

  TEST_CASE("a policy with any byte changed gives a policy or errors, and never a crash") {
    const std::string whole = good_policy();
    for (const int change : {0x01, 0x08, 0x20, 0x5A, 0x80, 0xFF}) {
      for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string changed = whole;
        changed[at] =
            static_cast<char>(static_cast<unsigned char>(changed[at]) ^ static_cast<unsigned>(change));
        CAPTURE(change);
        CAPTURE(at);
        load_anything(changed);
      }
    }
  }

  // Covers I9, I10, I16, I17, I40.
  TEST_CASE("hostile input ends in errors, soon") {
    std::string repeated_keys = "{";
    for (int i = 0; i < 20'000; ++i) repeated_keys += "a: 1, ";
    std::string anchors = "groups: [";
    for (int i = 0; i < 20'000; ++i) anchors += "&a" + std::to_string(i) + " x, ";
    std::string misspelt = "version: 1\nmanage: additive\ngroups: {";
    for (int i = 0; i < 2'000; ++i)
      misspelt += "Group" + std::to_string(i) + ": {roles: [Rolf" + std::to_string(i) + "]}, ";
    misspelt += "}\nroles: {";
    for (int i = 0; i < 2'000; ++i) misspelt += "Role" + std::to_string(i) + ": {permissions: [a.b]}, ";
    const std::string inputs[] = {std::string(100'000, '['),
                                  std::string(100'000, '{'),
                                  std::string(100'000, '-'),
                                  repeated_keys + "}\n",
                                  anchors + "]\n",
                                  misspelt + "}\n",
                                  std::string(200'000, ' '),
                                  std::string(100'000, '\n'),
                                  "? " + std::string(1'000, '?'),
                                  "a: " + std::string(1'000'000, 'x') + "\n"};
    for (const std::string& input : inputs) {
      const policy::loaded result = load_anything(input);
      CHECK_FALSE(result.policy.has_value());
      CHECK(result.diagnostics.size() < 200);
    }
  }
}
