#include "whole/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// Applies with --revoke-first, as the server sees them.

using namespace rolecall;
using testing::lines;
using testing::policy_of;
using testing::world;

namespace {

/// Three removals, a role that changes both ways, and four additions; one of them shares a path with a
/// removal.
const std::string state = R"({"organization": {"id": "org-1"},
  "users": [{"id": "ada", "email": "ada@example.com", "roles": ["owner"]},
            {"id": "bob", "email": "bob@example.com"}, {"id": "eve", "email": "eve@example.com"}],
  "roles": [{"id": "r-both", "name": "Both", "permissions": ["x"]},
            {"id": "r-more", "name": "More", "permissions": ["m"]},
            {"id": "r-new", "name": "New", "permissions": ["n"]},
            {"id": "r-old", "name": "Old", "permissions": ["n"]}],
  "groups": [{"id": "g1", "name": "One", "members": ["eve"], "roles": ["Old", "Both"]},
             {"id": "g2", "name": "Two", "members": [], "roles": ["More"]},
             {"id": "g3", "name": "Three", "members": ["eve"], "roles": []},
             {"id": "g4", "name": "Gone", "members": ["bob"], "roles": ["Old"]}]})";

const std::string wanted = R"(version: 1
manage: {groups: authoritative, members: authoritative, grants: authoritative}
roles:
  Both: {permissions: [y]}
  More: {permissions: [m, mm]}
  New: {permissions: [n]}
  Old: {permissions: [n]}
groups:
  One: {roles: [Both, New], members: [eve@example.com]}
  Two: {roles: [], members: [bob@example.com]}
  Three: {roles: [New], members: [eve@example.com, bob@example.com]}
users: {ada@example.com: {roles: [owner]}}
)";

const std::string takes_old = "DELETE /organization/groups/g1/roles/r-old";
const std::string takes_more = "DELETE /organization/groups/g2/roles/r-more";
const std::string ends_group = "DELETE /organization/groups/g4";
const std::string changes_both = R"(POST /organization/roles/r-both {"permissions":["y"]})";

/// In project First group One has S1 alone.
std::string with_s1(const std::string& users, const std::string& users_in_project) {
  return R"({"organization": {"id": "org-1"}, "users": )" + users + R"(,
    "groups": [{"id": "g1", "name": "One", "members": []}],
    "projects": [{"id": "p1", "name": "First",
      "roles": [{"id": "s1", "name": "S1", "permissions": ["a"]}, {"id": "s2", "name": "S2", "permissions": ["b"]},
                {"id": "s3", "name": "S3", "permissions": ["c"]}],
      "groups": [{"group": "g1", "roles": ["S1"]}], "users": )" +
         users_in_project + "}]}";
}

const std::string gives_s2_and_s3 = R"(version: 1
manage: {grants: authoritative}
groups: {One: {}}
projects:
  First:
    roles: {S1: {permissions: [a]}, S2: {permissions: [b]}, S3: {permissions: [c]}}
    groups: {One: [S2, S3]}
)";

lines sorted(lines all) {
  std::ranges::sort(all);
  return all;
}

/// The first `count` writes, in whatever order.
lines first(const world& w, std::size_t count) {
  lines all = w.written();
  REQUIRE(all.size() >= count);
  all.resize(count);
  return sorted(all);
}

} // namespace

TEST_SUITE("whole") {
  // Covers V6.
  TEST_CASE("revoking first, no addition is sent before every removal was answered, retries and all") {
    world w(state);
    w.revoke_first();
    w.add_fault("503@" + takes_old + "#1");
    const testing::run_result run = w.apply(policy_of(wanted));
    INFO(run.words());
    CHECK(run.applied());
    CHECK(first(w, 4) == sorted({takes_old, takes_old, takes_more, ends_group}));
    const lines all = w.written();
    CHECK(all[4] == changes_both);
    CHECK(all.size() == 10);
    CHECK(w.apply(policy_of(wanted)).made.operations.empty());
  }

  TEST_CASE("in the usual order additions do not wait for removals that they have nothing to do with") {
    world w(state);
    const testing::run_result run = w.apply(policy_of(wanted));
    INFO(run.words());
    CHECK(run.applied());
    CHECK(w.written().front().starts_with("POST "));
  }

  TEST_CASE("revoking first, after a removal that failed the additions go on that do not share its path") {
    world w(state);
    w.revoke_first();
    w.add_fault("403@" + takes_more);
    const testing::run_result run = w.apply(policy_of(wanted));
    INFO(run.words());
    CHECK(run.code == cli::exit_code::part_way);
    CHECK(run.count(plan::outcome::failed) == 1);
    for (std::size_t i = 0; i < run.made.operations.size(); ++i) {
      const std::string at = run.made.operations[i].at.text();
      const bool shares = at == R"(role["More"])" || at == R"(group["Two"].member["bob@example.com"])";
      CAPTURE(at);
      if (shares) CHECK(run.outcome[i].is == plan::outcome::skipped);
      if (plan::verb_of(run.made.operations[i].what) == plan::verb::create && !shares)
        CHECK(run.outcome[i].is == plan::outcome::done);
    }
  }

  TEST_CASE("a saved plan revokes first if it was made so") {
    world w(state);
    w.revoke_first();
    const testing::run_result made = w.plan(policy_of(wanted));
    REQUIRE(made.planned());
    world later(state);
    const testing::saved_result run = later.apply_saved(made.made);
    INFO(run.words(made.made));
    CHECK(run.applied());
    CHECK(first(later, 3) == sorted({takes_old, takes_more, ends_group}));
  }

  TEST_CASE("revoking first, who drops out of a project with its last role comes in again") {
    const std::string project = with_s1(R"([{"id": "ada", "email": "ada@example.com", "roles": ["owner"]},
                {"id": "bob", "email": "bob@example.com"}])",
                                        R"([{"user": "bob", "roles": ["S1"]}])");
    const model::policy moved = policy_of(gives_s2_and_s3 + "    users: {bob@example.com: [S2, S3]}\n");
    for (const std::string nonmember : {"creates", "400", "apart"}) {
      CAPTURE(nonmember);
      world w(project);
      w.set("last_role=drops");
      w.set("nonmember_role=" + nonmember);
      w.revoke_first();
      const testing::run_result run = w.apply(moved);
      INFO(run.words());
      CHECK(run.applied());
      lines in_project = w.access();
      std::erase_if(in_project,
                    [](const std::string& line) { return line.find(" in p1") == std::string::npos; });
      CHECK(in_project == lines{"bob in p1: s2", "bob in p1: s3", "g1 in p1: s2", "g1 in p1: s3"});
      CHECK(w.apply(moved).made.operations.empty());
    }
  }

  TEST_CASE("a role that was refused while another brought its group into the project is given after all") {
    world w(with_s1("[]", "[]"));
    w.set("last_role=drops");
    w.set("nonmember_role=400");
    w.revoke_first();
    // Each looks whether the group is in the project; the second is answered when the first has brought it
    // in.
    w.at_prompt = [&w] { w.add_fault("503@GET /organization/projects/p1/groups#1~1"); };
    const testing::run_result run = w.apply(policy_of(gives_s2_and_s3));
    INFO(run.words());
    CHECK(run.applied());
    CHECK(w.access() == lines{"g1 in p1: s2", "g1 in p1: s3"});
  }
}
