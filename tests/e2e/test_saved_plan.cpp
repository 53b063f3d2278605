#include "e2e/golden.hpp"
#include "e2e/rolecall.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <set>

// A plan as a file: saved, shown without a key, applied as it is or not at all.

namespace rolecall::e2e {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

const std::vector<std::string> examples{"documentation", "documentation-update", "startup",        "people",
                                        "enterprise",    "shared/platform",      "shared/research"};

/// A folder with a saved plan of an example in plan.json.
struct saved {
  explicit saved(const std::string& name, const std::string& options = {})
      : server(example_state(name)), here(against(server, place.path())) {
    const setting there = against(server, example_folder(name));
    code = rolecall("plan --format json -o " + place.path() + "/plan.json " + options, there).code;
    server.forget();
  }
  emulator server;
  folder place;
  setting here;
  int code = 0;
};

std::size_t preconditions(const std::string& plan) {
  return json::parse(plan).at("preconditions").as_array().size();
}

bool takes(const request& r) { return r.method == "DELETE"; }

/// A role or a membership.
bool gives(const request& r) {
  const bool in_group = r.target.find("/groups/") != std::string::npos;
  const bool of_user = r.target.find("/users/") != std::string::npos;
  const bool enters = r.target.find("/organization/projects/") != std::string::npos;
  return r.method == "POST" && (in_group || of_user || enters);
}

} // namespace

TEST_SUITE("saved plan") {
  TEST_CASE("show prints what plan printed, without key and network, and the file is the owner's alone") {
    for (const std::string& name : examples) {
      CAPTURE(name);
      saved plan(name);
      const fs::perms mode = fs::status(plan.place.path() + "/plan.json").permissions();
      CHECK(mode == (fs::perms::owner_read | fs::perms::owner_write));
      const setting there = against(plan.server, example_folder(name));
      for (const std::string options : {"", " --format markdown", " --format json", " --show-kept"}) {
        const outcome shown = rolecall("show plan.json" + options, {.folder = plan.place.path()});
        CHECK(shown.out == rolecall("plan" + options, there).out);
        CHECK(shown.err == "");
        CHECK(shown.code == 0);
      }
    }
  }

  TEST_CASE("a plan of a part shows itself as one") {
    saved plan("startup", "--only 'project[*]'");
    const outcome shown = rolecall("show plan.json", {.folder = plan.place.path()});
    CHECK(shown.out ==
          rolecall("plan --only 'project[*]'", against(plan.server, example_folder("startup"))).out);
  }

  TEST_CASE("0: a saved plan is applied without a policy, with the lists that it touches, and then nothing "
            "is left") {
    for (const std::string& name : examples) {
      CAPTURE(name);
      saved plan(name);
      const outcome applied = rolecall("apply --plan plan.json --yes", plan.here);
      INFO(applied.out);
      CHECK(applied.err == "");
      CHECK(applied.code == 0);
      std::set<std::string> targets;
      std::size_t reads = 0;
      for (const request& r : plan.server.requests()) {
        if (r.method != "GET") break;
        if (r.target.find("/admin_api_keys") != std::string::npos) continue; // who applies it
        CHECK_MESSAGE(targets.insert(r.target).second, r.target << " was read twice");
        if (r.target.find("after=") == std::string::npos) ++reads; // further pages belong to the same list
      }
      const std::size_t rests_on = preconditions(plan.place.get("plan.json"));
      CHECK(reads >= rests_on);     // the organization's roles tell whose key it is,
      CHECK(reads <= rests_on + 1); // whether the plan touches them or not
      CHECK(rolecall("plan --detailed-exitcode", against(plan.server, example_folder(name))).code == 0);
      plan.server.forget();
      CHECK(rolecall("apply --plan plan.json --yes", plan.here).code == 0);
      CHECK(plan.server.writes().empty());
    }
  }

  TEST_CASE("a plan for a snapshot is the same plan, and is applied to the organization") {
    saved plan("startup");
    const setting there = against(plan.server, example_folder("startup"));
    REQUIRE(rolecall("snapshot -q -o " + plan.place.path() + "/state.json", there).code == 0);
    const outcome offline = rolecall("plan --format json --state " + plan.place.path() + "/state.json",
                                     {.folder = example_folder("startup")});
    CHECK(offline.out == plan.place.get("plan.json"));
    CHECK(rolecall("apply --plan plan.json --yes", plan.here).code == 0);
  }

  // Covers F33.
  TEST_CASE("7: what moved is named with what was expected and what is there, and nothing is written") {
    saved plan("startup");
    REQUIRE(plan.server.post("/organization/roles/role_watch", R"({"permissions": ["api.audit_logs.read"]})")
                .status == 200);
    REQUIRE(
        plan.server.post("/organization/roles", R"({"role_name": "Elsewhere", "permissions": []})").status <
        300);
    plan.server.forget();
    const outcome seen = rolecall("apply --plan plan.json --yes", plan.here);
    INFO(seen.err);
    CHECK(plan.server.writes().empty());
    CHECK(seen.err.find("rolecall: the organization moved since the plan was made:\n") == 0);
    CHECK(seen.err.find("found:    role \"Cost Watcher\" with permissions [api.audit_logs.read]\n") !=
          std::string::npos);
    CHECK(seen.err.find("Elsewhere") == std::string::npos);
    CHECK(seen.err.ends_with("Nothing was changed. Make a new plan.\n"));
    CHECK(seen.code == 7);
  }

  // Covers F41.
  TEST_CASE("3: a plan of another organization is refused after one list, and nothing is written") {
    saved plan("startup");
    emulator other(example_state("documentation"));
    const outcome seen = rolecall("apply --plan plan.json --yes", against(other, plan.place.path()));
    CHECK(seen.err.find("the plan is for organization \"org-startup\", but the admin key belongs to ") !=
          std::string::npos);
    CHECK(seen.code == 3);
    CHECK(other.requests().size() == 1);
  }

  TEST_CASE("7: another policy than the plan's, if one is named, is refused before any call") {
    saved plan("startup");
    fs::copy_file(example_folder("startup") + "/rolecall.yaml", plan.place.path() + "/same.yaml",
                  fs::copy_options::overwrite_existing);
    plan.place.put("other.yaml", plan.place.get("same.yaml") + "# one more line\n");
    const outcome other = rolecall("apply --plan plan.json --yes other.yaml", plan.here);
    CHECK(other.err == "rolecall: the policy is not the one that the plan was made of; nothing was changed. "
                       "Make a new plan.\n");
    CHECK(other.code == 7);
    CHECK(plan.server.requests().empty());
    CHECK(rolecall("apply --plan plan.json --yes same.yaml", plan.here).code == 0);
  }

  TEST_CASE("4: a plan that a guard refused is shown and saved, and not applied") {
    saved plan("startup", "--max-removals 0");
    CHECK(plan.code == 4);
    const outcome shown = rolecall("show plan.json", {.folder = plan.place.path()});
    CHECK(shown.code == 0);
    CHECK(shown.out.find("Refused: nothing is changed unless you allow it") != std::string::npos);
    const outcome applied = rolecall("apply --plan plan.json --yes", plan.here);
    CHECK(applied.out == shown.out);
    CHECK(applied.err == "rolecall: the plan was not applied; nothing was changed.\n");
    CHECK(applied.code == 4);
    CHECK(plan.server.requests().empty());
  }

  // Covers F19, F20.
  TEST_CASE("8: a plan that lacks a list is shown and saved, and not applied; nor is one whose lists may not "
            "be read") {
    emulator server(example_state("startup"));
    server.fail({"403@GET /projects/proj_live/groups/group_engineers/roles"});
    folder place;
    const setting there = against(server, example_folder("startup"));
    REQUIRE(rolecall("plan --format json -o " + place.path() + "/plan.json", there).code == 8);
    const json::value all = json::parse(place.get("plan.json"));
    CHECK(all.at("complete") == false);
    CHECK(all.at("applyable") == false);
    server.forget();
    CHECK(rolecall("show plan.json", {.folder = place.path()}).out.find("Could not be read") !=
          std::string::npos);
    CHECK(rolecall("apply --plan plan.json --yes", against(server, place.path())).code == 8);
    CHECK(server.requests().empty());

    saved plan("startup");
    plan.server.fail({"403@GET /organization/groups"});
    const outcome seen = rolecall("apply --plan plan.json --yes", plan.here);
    INFO(seen.err);
    CHECK(seen.code == 8);
    CHECK(plan.server.writes().empty());
  }

  TEST_CASE("what a flag has lifted is in the plan, and said when it is shown") {
    const std::string flag = "--delete-in-use 'role[\"trial 2\"]'";
    folder place;
    place.put("rolecall.yaml", "version: 1\nmanage: {roles: authoritative}\nroles:\n  Cost Watcher: "
                               "{permissions: [api.usage.read]}\n");
    emulator server(example_state("startup"));
    const setting here = against(server, place.path());
    REQUIRE(rolecall("plan --format json -o plan.json " + flag, here).code == 0);
    const outcome shown = rolecall("show plan.json", {.folder = place.path()});
    CHECK(shown.out.find("; allowed by " + flag + "\n") != std::string::npos);
    CHECK(rolecall("apply --plan plan.json --yes", here).code == 0);
  }

  // Covers F41.
  TEST_CASE("1: what is no plan is refused with the reason") {
    saved plan("startup");
    const std::string text = plan.place.get("plan.json");
    std::string edited = text;
    edited.replace(edited.find("org-startup"), 11, "org-another");
    plan.place.put("edited.json", edited);
    plan.place.put("cut.json", text.substr(0, text.size() / 2));
    plan.place.put("state.json", "{}");
    fs::resize_file(plan.place.put("huge.json", "{"), std::uintmax_t{1} << 30U);
    struct row {
      std::string file;
      std::string said;
    };
    for (const row& r :
         {row{"edited.json",
              "cannot use edited.json as a plan: it was changed after it was written: its digest is "
              "another one. Make a new plan"},
          row{"cut.json", "cannot use cut.json as a plan: the file is not JSON: incomplete JSON at byte " +
                              std::to_string(text.size() / 2)},
          row{"state.json",
              "cannot use state.json as a plan: it has no format_version: a plan is what 'rolecall "
              "plan --format json' writes"},
          row{"huge.json", "cannot read huge.json: File too large"},
          row{"none.json", "cannot read none.json: No such file or directory"}}) {
      CAPTURE(r.file);
      for (const std::string command : {"show ", "apply --yes --plan "}) {
        const outcome seen = rolecall(command + r.file, plan.here);
        CHECK(seen.err == "rolecall: " + r.said + "\n");
        CHECK(seen.out == "");
        CHECK(seen.code == 1);
      }
    }
    CHECK(plan.server.requests().empty());
  }

  // Covers V6.
  TEST_CASE("a plan made with --revoke-first is shown as one, and gives nothing before it has taken all") {
    for (const std::string name : {"people", "startup"}) {
      CAPTURE(name);
      saved plan(name, "--revoke-first");
      REQUIRE(plan.code == 0);
      const outcome shown = rolecall("show plan.json", {.folder = plan.place.path()});
      CHECK(shown.out.find(" to remove, removals first.\n") != std::string::npos);
      CHECK(shown.out.find(" is without ") != std::string::npos);
      CHECK(rolecall("apply --plan plan.json --yes", plan.here).code == 0);
      const std::vector<request> writes = plan.server.writes();
      const auto first = std::ranges::find_if(writes, gives);
      const auto last = std::find_if(writes.rbegin(), writes.rend(), takes).base();
      CHECK(last - writes.begin() > 3);
      CHECK(first < writes.end());
      CHECK(last <= first);
      const setting there = against(plan.server, example_folder(name));
      CHECK(rolecall("plan --detailed-exitcode", there).code == 0);
    }
  }

  TEST_CASE("64: what only counts when a plan is made cannot be said beside a saved one") {
    for (const std::string option :
         {"--only 'role[*]'", "--revoke-first", "--max-removals 3", "--min-owners 1", "--lock-out a@b.c",
          "--unprotect 'role[\"R\"]'", "--delete-in-use 'role[\"R\"]'", "--dry-run"}) {
      const outcome seen = rolecall("apply --yes --plan plan.json " + option);
      CHECK(seen.err.starts_with("rolecall: a saved plan is applied as it is: " +
                                 option.substr(0, option.find(' '))));
      CHECK(seen.code == 64);
    }
  }

  TEST_CASE("apply --plan asks, and no is no") {
    saved plan("startup");
    const outcome no = rolecall("apply --plan plan.json", on_terminal(plan.here, "no\n"));
    CHECK(no.code == 1);
    CHECK(plan.server.requests().empty());
    CHECK(rolecall("apply --plan plan.json", on_terminal(plan.here, "yes\n")).code == 0);
    CHECK(rolecall("apply --plan plan.json", plan.here).code == 64);
  }

  // Covers F35.
  TEST_CASE("4: who would end his own rights is refused, and the flag that the plan prints allows it") {
    folder place;
    place.put("rolecall.yaml", "version: 1\nmanage: authoritative\nguards: {min_owners: 1}\nusers:\n"
                               "  ada@example.com: {roles: []}\n  bob@example.com: {roles: [owner]}\n");
    emulator server(place.put("state.json", R"({"organization": {"id": "org-1"},
      "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["owner"]},
                {"id": "user-bob", "email": "bob@example.com", "roles": ["owner"]}]})"));
    const setting here = against(server, place.path());
    const outcome refused = rolecall("plan", here);
    INFO(refused.out);
    CHECK(refused.out.find("    --lock-out 'ada@example.com'\n") != std::string::npos);
    CHECK(refused.code == 4);
    CHECK(rolecall("plan --lock-out ada@example.com", here).code == 0);
    CHECK(rolecall("apply --yes --lock-out ada@example.com", here).code == 0);
  }

  TEST_CASE(
      "4: a plan that was made with another key is refused to whom it would lock out, unless he is named "
      "when it is made") {
    folder place;
    place.put("rolecall.yaml", "version: 1\nmanage: authoritative\nguards: {min_owners: 1}\nusers:\n"
                               "  ada@example.com: {roles: []}\n  bob@example.com: {roles: [owner]}\n");
    const std::string people = R"({"organization": {"id": "org-1"},
      "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["owner"]},
                {"id": "user-bob", "email": "bob@example.com", "roles": ["owner"]}], "admin_keys": [{"owner": )";
    emulator bobs(place.put("bob.json", people + "\"user-bob\"}]}"));
    emulator adas(place.put("ada.json", people + "\"user-ada\"}]}"));
    REQUIRE(rolecall("plan --format json -o plan.json", against(bobs, place.path())).code == 0);
    const outcome refused = rolecall("apply --plan plan.json --yes", against(adas, place.path()));
    INFO(refused.err);
    CHECK(refused.err.find("this admin key belongs to \"ada@example.com\", who would no longer be able to "
                           "administer the organization\n    --lock-out 'ada@example.com'\n") !=
          std::string::npos);
    CHECK(refused.code == 4);
    CHECK(adas.writes().empty());
    CHECK(rolecall("apply --plan plan.json --yes", against(bobs, place.path())).code == 0);
    emulator others(place.path() + "/ada.json");
    const std::string named = "plan --format json -o named.json --lock-out ada@example.com";
    REQUIRE(rolecall(named, against(others, place.path())).code == 0);
    CHECK(rolecall("apply --plan named.json --yes", against(others, place.path())).code == 0);
  }

  // Covers F35.
  TEST_CASE("0: where it cannot be told who applies a plan that ends somebody's rights, that is said") {
    folder place;
    place.put("rolecall.yaml", "version: 1\nmanage: authoritative\nguards: {min_owners: 1}\nusers:\n"
                               "  ada@example.com: {roles: []}\n  bob@example.com: {roles: [owner]}\n");
    const std::string people = R"({"organization": {"id": "org-1"},
      "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["owner"]},
                {"id": "user-bob", "email": "bob@example.com", "roles": ["owner"]}], "admin_keys": [)";
    const std::string named = R"({"owner": "user-bob"})";
    emulator bobs(place.put("bob.json", people + named + "]}"));
    REQUIRE(rolecall("plan --format json -o plan.json", against(bobs, place.path())).code == 0);
    const std::string unknown =
        "rolecall: it is not known whether this plan ends the rights of who applies it: ";
    bobs.fail({"403@GET /organization/admin_api_keys"});
    const outcome closed = rolecall("apply --plan plan.json --yes", against(bobs, place.path()));
    CHECK(closed.err.starts_with(unknown + "the list of admin keys cannot be read: "));
    CHECK(closed.code == 0);
    CHECK(bobs.writes().size() == 1);
    emulator nobodys(place.put("nobody.json", people + "]}"));
    const outcome unnamed = rolecall("apply --plan plan.json --yes", against(nobodys, place.path()));
    CHECK(unnamed.err == unknown + "the list of admin keys does not tell whose this one is\n");
    CHECK(unnamed.code == 0);
    CHECK(nobodys.writes().size() == 1);
  }
}

} // namespace rolecall::e2e
