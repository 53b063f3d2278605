// What is no snapshot is refused with the place, and never crashes.

#include "live/snapshot.hpp"
#include "support/random_case.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace rolecall;

namespace {

std::string mistake(const std::string& text) {
  const auto read = live::from_snapshot(text);
  return read ? "" : read.error().message;
}

/// A snapshot with these members in the place of the empty lists.
std::string with(const std::string& roles, const std::string& users = "", const std::string& groups = "",
                 const std::string& projects = "", const std::string& invites = "") {
  return R"({"format_version": "1.0", "organization": {"id": "org-1"}, "roles": [)" + roles +
         R"(], "users": [)" + users + R"(], "groups": [)" + groups + R"(], "projects": [)" + projects +
         R"(], "invites": [)" + invites + "]}";
}

std::string versioned(const std::string& version) {
  return R"({"format_version": )" + version +
         R"(, "future": {}, "roles": [], "users": [], "groups": [], "projects": [], "invites": []})";
}

const std::string role = R"({"id": "r", "name": "R", "permissions": []})";
const std::string user = R"({"id": "u", "roles": []})";
const std::string group = R"({"id": "g", "name": "G", "members": [], "roles": []})";

std::string project(const std::string& groups, const std::string& users = "") {
  return R"({"id": "p", "name": "P", "roles": [)" + role + R"(], "groups": [)" + groups + R"(], "users": [)" +
         users + "]}";
}

} // namespace

TEST_SUITE_BEGIN("live");

TEST_CASE("a smaller version of the same format is read, and so is a later one of the same major") {
  CHECK(mistake(with(role, user, group, project(R"({"group": "g", "roles": ["r"]})"))) == "");
  CHECK(mistake(versioned(R"("1.0")")) == "");
  CHECK(mistake(versioned(R"("1.7")")) == "");
}

TEST_CASE("a mistake is told with its place") {
  struct row {
    std::string text;
    std::string message;
  };
  const std::string no_version = "the document: has no \"format_version\", so it is no snapshot of rolecall; "
                                 "an organization written by hand "
                                 "becomes one by starting rolecall-emulator with it and taking a snapshot";
  for (const row& r : std::vector<row>{
           {"", "the file is empty"},
           {"[]", "the document: expected an object"},
           {"7", "the document: expected an object"},
           {"{}", no_version},
           {R"({"groups": []})", no_version},
           {versioned("1"), "format_version: expected a string"},
           {versioned(R"("one")"), "format_version: \"one\" is no version"},
           {versioned(R"(".0")"), "format_version: \".0\" is no version"},
           {versioned(R"("2.0")"), "format_version: is \"2.0\", but this rolecall reads 1.x"},
           {versioned(R"("99999999999999999999.0")"),
            "format_version: \"99999999999999999999.0\" is no version"},
           {R"({"format_version": "1.0"})", "the document: needs \"roles\""},
           {R"({"format_version": "1.0", "format_version": "1.0"})",
            "the key \"format_version\" stands twice in one object"},
           {R"({"format_version": "1.0", "organization": "x"})", "organization: expected an object"},
           {R"({"format_version": "1.0", "roles": {}})", "roles: expected an array"},
           {with("7"), "roles[0]: expected an object"},
           {with(R"({"name": "R", "permissions": []})"), "roles[0]: needs \"id\""},
           {with(R"({"id": "", "name": "R", "permissions": []})"), "roles[0].id: an id cannot be empty"},
           {with(R"({"id": "../x", "name": "R", "permissions": []})"),
            "roles[0].id: cannot be an id: \"../x\""},
           {with(R"({"id": "a\nb", "name": "R", "permissions": []})"),
            "roles[0].id: cannot be an id: \"a\\u000ab\""},
           {with(R"({"id": "r", "permissions": []})"), "roles[0]: needs \"name\""},
           {with(R"({"id": "r", "name": 7, "permissions": []})"), "roles[0].name: expected a string"},
           {with(R"({"id": "r", "name": "R"})"), "roles[0]: needs \"permissions\""},
           {with(R"({"id": "r", "name": "R", "permissions": "p"})"),
            "roles[0].permissions: expected an array"},
           {with(R"({"id": "r", "name": "R", "permissions": [null]})"),
            "roles[0].permissions[0]: expected a string"},
           {with(R"({"id": "r", "name": "R", "permissions": [], "predefined": "yes"})"),
            "roles[0].predefined: expected true or false"},
           {with(role + "," + role), "roles[1]: a second one of the id \"r\""},
           {with("", user + "," + user), "users[1]: a second one of the id \"u\""},
           {with("", R"({"id": "u"})"), "users[0]: needs \"roles\""},
           {with("", R"({"id": "u", "roles": ["x"]})"), "users[0].roles[0]: there is no role \"x\""},
           {with("", R"({"id": "u", "roles": [["r"]]})"), "users[0].roles[0]: expected a string"},
           {with(role, R"({"id": "u", "roles": [{"role": "r"}]})"), "users[0].roles[0]: needs \"source\""},
           {with(role, R"({"id": "u", "roles": [{"role": "r", "source": "x"}]})"),
            "users[0].roles[0].source: is direct, inherited or untold"},
           {with("", "", group + "," + group), "groups[1]: a second one of the id \"g\""},
           {with("", "", R"({"id": "g", "name": "G", "roles": []})"), "groups[0]: needs \"members\""},
           {with("", "", R"({"id": "g", "name": "G", "members": ["u"], "roles": []})"),
            "groups[0].members[0]: there is no user \"u\""},
           {with("", user, R"({"id": "g", "name": "G", "members": ["u", "u"], "roles": []})"),
            "groups[0].members[1]: stands here twice"},
           {with("", "", "", R"({"id": "p", "name": "P", "status": "gone"})"),
            "projects[0].status: is active or archived"},
           {with("", "", "", R"({"id": "p", "name": "P"})"), "projects[0]: needs \"roles\""},
           {with("", "", "", project(R"({"group": "g", "roles": []})")),
            "projects[0].groups[0].group: there is no group \"g\""},
           {with("", "", group, project(R"({"group": "g", "roles": []}, {"group": "g", "roles": []})")),
            "projects[0].groups[1]: a second entry of \"g\""},
           {with("", "", group, project(R"({"group": "g", "roles": ["r", "o"]})")),
            "projects[0].groups[0].roles[1]: there is no role \"o\""},
           {with("", "", "", project("", R"({"user": "u\u001b", "roles": []})")),
            "projects[0].users[0].user: there is no user \"u\\u001b\""},
           {with("", "", "", "", R"({"id": "i", "email": "a@example.com", "status": "lost"})"),
            "invites[0].status: is pending, accepted or expired"},
       }) {
    CAPTURE(r.text);
    CHECK(mistake(r.text) == r.message);
  }
}

TEST_CASE("of a snapshot cut anywhere nothing is believed") {
  const std::string whole = live::to_snapshot(test::make_case(5).live);
  for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
    if (mistake(whole.substr(0, size)).empty()) FAIL("cut at byte " << size);
  }
}

TEST_CASE("a snapshot with any byte changed is read or refused, and nothing else happens") {
  const std::string whole = live::to_snapshot(test::make_case(6).live);
  test::dice dice(1);
  for (int i = 0; i < 3000; ++i) {
    std::string text = whole;
    text[dice.below(text.size())] = static_cast<char>(dice.below(256));
    if (const auto read = live::from_snapshot(text)) CHECK_FALSE(live::to_snapshot(*read).empty());
  }
}

TEST_CASE("what is nested deeply or too long is refused") {
  CHECK(mistake(std::string(100'000, '[')).starts_with("the file is not JSON: "));
  CHECK(mistake(std::string(live::largest_snapshot + 1, ' ')) == "longer than 256 MiB, so it is no snapshot");
}

TEST_SUITE_END();
