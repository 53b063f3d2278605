#include "base/text.hpp"
#include "e2e/rolecall.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <algorithm>

// Names that would move the cursor, forge a link, turn text around or give commands to a CI system, in the
// organization and in the policy, through the whole program.

namespace rolecall::e2e {
namespace {

namespace json = boost::json;

const std::vector<std::string> names{
    "clear \x1b[2J\x1b[H",
    "link \x1b]8;;https://example.com\x1b\\here\x1b]8;;\x1b\\",
    "bidi \u202eadmin\u2066",
    "::error file=a.cpp::forged",
    "two\n::warning::lines",
    "return\r+ role[\"good\"]",
    "```\n## heading\n```",
    "##[error]azure",
    "c1 \u009b2J",
    "<img src=x> [text](https://example.com) @everyone | #1",
};

std::string organization() {
  json::array roles;
  json::array groups;
  for (const std::string& name : names) {
    roles.push_back(json::object{{"name", name}, {"description", name}, {"permissions", json::array{name}}});
    groups.push_back(json::object{{"name", name}});
  }
  const json::object ada{{"id", "user-ada"},
                         {"email", "ada@example.com"},
                         {"name", names.front()},
                         {"roles", json::array{"owner"}}};
  const json::object project{{"id", "proj_default"}, {"name", "Default project"}, {"default", true}};
  json::object all;
  all["organization"] = json::object{{"id", "org-hostile"}, {"name", names.front()}};
  all["users"].emplace_array().push_back(ada);
  all["roles"] = std::move(roles);
  all["groups"] = std::move(groups);
  all["projects"].emplace_array().push_back(project);
  return json::serialize(all);
}

/// Deletes every role, keeps every group, and names things that are not there.
std::string policy() {
  std::string out = "version: 1\nmanage: {roles: authoritative}\nroles: {}\ngroups:\n";
  for (const std::string& name : names)
    out += "  " + base::quoted("no " + name) + ": {create: false, roles: [reader]}\n";
  return out;
}

void check_harmless(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto c = base::decode(text, at);
    REQUIRE(c.has_value());
    CHECK_FALSE((c->code != '\n' && base::is_control(c->code)));
    at += c->bytes;
  }
  CHECK(text.find("\n::") == std::string::npos);
  CHECK(text.find("##[") == std::string::npos);
  CHECK(text.find("\n## heading") == std::string::npos);
}

struct scene {
  folder place;
  std::string policy_file = place.put("rolecall.yaml", policy());
  emulator server{place.put("state.json", organization())};
  setting here = against(server, place.path());
};

} // namespace

TEST_SUITE("hostile names") {
  // Covers I21, I22, I23.
  TEST_CASE("nothing of them acts in text, Markdown or logs") {
    scene s;
    for (const std::string words :
         {"plan", "plan --show-kept", "plan --format markdown", "plan -v -v", "plan --log-format json -v -v",
          "whoami", "apply --yes --max-removals 100%"}) {
      CAPTURE(words);
      const outcome seen = rolecall(words, s.here);
      CHECK(seen.code < 64);
      check_harmless(seen.out);
      check_harmless(seen.err);
    }
    CHECK(s.server.writes().size() == names.size());
  }

  TEST_CASE("a JSON plan is harmless to print, and gives them back as they are") {
    scene s;
    const outcome seen = rolecall("plan --format json --max-removals 100%", s.here);
    check_harmless(seen.out);
    const json::value plan = json::parse(seen.out);
    std::vector<std::string> found;
    for (const json::value& change : plan.at("resource_changes").as_array())
      found.emplace_back(change.at("name").as_string());
    CHECK(found.size() == names.size());
    for (const std::string& name : names) CHECK(std::ranges::count(found, name) == 1);
    CHECK(plan.at("blocked").as_array().size() == names.size());
  }

  // Covers I21, I22.
  TEST_CASE("a policy that would create them is refused without showing them raw") {
    std::string text = "version: 1\nmanage: additive\ngroups:\n";
    for (const std::string& name : names) text += "  " + base::quoted(name) + ": {}\n";
    const outcome seen = rolecall("validate -", {.input = text});
    check_harmless(seen.out);
    check_harmless(seen.err);
    CHECK(seen.code == 3);
    const outcome as_json = rolecall("validate --format json -", {.input = text});
    check_harmless(as_json.out);
    CHECK_FALSE(json::parse(as_json.out).at("valid").as_bool());
    const outcome raw = rolecall(
        "validate -", {.input = "version: 1\nmanage: additive\ngroups:\n  \"" + names.front() + "\": {}\n"});
    check_harmless(raw.err);
    CHECK(raw.code == 3);
  }
}

} // namespace rolecall::e2e
