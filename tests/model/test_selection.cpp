// --only: globs over addresses, and what they cover and reach.

#include "model/selection.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace rolecall::model;

namespace {

/// project["P"].group["G"].grant["R"] from {"project", "P", "group", "G", "grant", "R"}.
address at(const std::vector<std::string>& words) {
  address out;
  for (std::size_t i = 0; i + 1 < words.size(); i += 2)
    out = out / address_part{words[i], {words[i + 1], {}}};
  return out;
}

const address project = at({"project", "P"});
const address role = at({"project", "P", "role", "R"});
const address grant = at({"project", "P", "group", "G", "grant", "R"});
const address member = at({"group", "G", "member", "ada@example.com"});

struct expectation {
  std::string glob;
  bool project, role, grant, member;
};

} // namespace

TEST_SUITE_BEGIN("model");

TEST_CASE("a selection covers what its globs name, and all that is in it") {
  const std::vector<expectation> table{
      {R"(project["P"])", true, true, true, false},
      {R"(project["P"].*)", false, true, true, false},
      {R"(project["P"].role["R"])", false, true, false, false},
      {R"(project[*)", true, true, true, false},
      {R"(*.grant["R"])", false, false, true, false},
      {R"(group["G"])", false, false, false, true},
      {R"(group["?"])", false, false, false, true},
      {R"(group["G"].member[*@example.com"])", false, false, false, true},
      {R"(group["G)", false, false, false, false}, // a beginning is not the whole
      {R"(GROUP["G"])", false, false, false, false},
      {"*", true, true, true, true},
      {"", false, false, false, false},
  };
  for (const expectation& of : table) {
    INFO(of.glob);
    const selection only({of.glob});
    CHECK(only.covers(project) == of.project);
    CHECK(only.covers(role) == of.role);
    CHECK(only.covers(grant) == of.grant);
    CHECK(only.covers(member) == of.member);
  }
}

TEST_CASE("nothing selected is everything, and several globs are united") {
  CHECK(selection().covers(project));
  CHECK(selection().is_everything());
  const selection two({R"(group["G"])", R"(project["P"].role[*)"});
  CHECK_FALSE(two.is_everything());
  CHECK(two.covers(member));
  CHECK(two.covers(role));
  CHECK_FALSE(two.covers(grant));
}

TEST_CASE("what two live things of one name share is named with the id") {
  const address twin = address() / address_part{"group", {"G", "group_2"}};
  CHECK(selection({R"(group["G"#group_2])"}).covers(twin));
  CHECK_FALSE(selection({R"(group["G"])"}).covers(twin));
  CHECK(selection({R"(group["G"*])"}).covers(twin));
}

TEST_CASE("a thing is reached where something in it may be covered") {
  CHECK(selection({R"(project["P"].role["R"])"}).reaches(project));
  CHECK_FALSE(selection({R"(project["Q"].role["R"])"}).reaches(project));
  CHECK(selection({R"(*.grant["R"])"}).reaches(project));
  CHECK(selection({R"(project["P"].role["R"])"}).reaches(project, "role"));
  CHECK_FALSE(selection({R"(project["P"].role["R"])"}).reaches(project, "group"));
  CHECK(selection({R"(project["P"].group["G"].grant["R"])"}).reaches(project, "group"));
  CHECK(selection({R"(group["G"])"}).reaches(address(), "group"));
  CHECK_FALSE(selection({R"(group["G"])"}).reaches(address(), "role"));
  CHECK(selection({R"(group["G"])"}).reaches(at({"group", "G"}), "member"));
  CHECK_FALSE(selection({R"(group["G"].member[*)"}).reaches(at({"group", "G"}), "grant"));
}

TEST_SUITE_END();
