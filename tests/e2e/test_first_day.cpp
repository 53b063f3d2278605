#include "e2e/rolecall.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <regex>

// What people get wrong on their first day, what they are told, and that nothing is sent or written
// meanwhile.

namespace rolecall::e2e {
namespace {

const std::string startup_policy = example_folder("startup") + "/rolecall.yaml";
const std::string dashboard =
    "An organization owner creates admin keys in the dashboard under Settings, Organization, Admin keys.\n";

std::string test_key(const std::string& beginning) { return beginning + std::string(canary); }

/// What a run says that fails before it has made a call; `plan` of the start-up, changed by the rest.
struct expectation {
  std::map<std::string, std::string> environment;
  std::string options;
  std::string said;
};

void check_refused(const expectation& wanted) {
  CAPTURE(wanted.said);
  const setting here{.folder = example_folder("startup"), .environment = wanted.environment};
  const outcome seen = rolecall("plan " + wanted.options, here);
  CHECK(seen.out == "");
  CHECK(seen.err == wanted.said);
  CHECK(seen.code == 64);
}

std::string without_request_ids(const std::string& text) {
  return std::regex_replace(text, std::regex("req_[0-9a-f]+"), "req_1");
}

/// The server's own words are its own affair, but for their beginning.
std::string without_scopes(const std::string& text) {
  return std::regex_replace(text, std::regex("Missing scopes: [^\n]*"), "Missing scopes: ...");
}

} // namespace

TEST_SUITE("first day") {
  // Covers F44.
  TEST_CASE("without a usable key people are told what to do, and no part of what they gave is repeated") {
    const std::vector<expectation> table{
        {{}, "", "rolecall: no admin key: set OPENAI_ADMIN_KEY or give --admin-key-file FILE\n" + dashboard},
        {{{"OPENAI_API_KEY", test_key("sk-proj-")}},
         "",
         "rolecall: no admin key: set OPENAI_ADMIN_KEY or give --admin-key-file FILE\n"
         "OPENAI_API_KEY is set, but the administration API refuses ordinary keys.\n" +
             dashboard},
        {{{"OPENAI_ADMIN_KEY", test_key("sk-proj-")}},
         "",
         "rolecall: the key in OPENAI_ADMIN_KEY is a project key (sk-proj-...); roles and groups need an "
         "admin key (sk-admin-...).\n" +
             dashboard},
        {{{"OPENAI_ADMIN_KEY", test_key("sk-svcacct-")}},
         "",
         "rolecall: the key in OPENAI_ADMIN_KEY is a service account's key (sk-svcacct-...); roles and "
         "groups need an admin key "
         "(sk-admin-...).\n" +
             dashboard},
        {{{"OPENAI_ADMIN_KEY", ""}}, "", "rolecall: the admin key in OPENAI_ADMIN_KEY is empty\n"},
        {{{"OPENAI_ADMIN_KEY", test_key("sk-admin-") + "\n"}},
         "",
         "rolecall: the admin key in OPENAI_ADMIN_KEY contains a blank or a line break; it was probably "
         "copied with something "
         "around it\n"},
        {{{"OPENAI_ADMIN_KEY", test_key("sk-admin-\u201c")}},
         "",
         "rolecall: the admin key in OPENAI_ADMIN_KEY contains characters that no key has\n"},
    };
    for (const expectation& one : table) check_refused(one);
  }

  TEST_CASE("a key file is read, and what is wrong with it is told") {
    const folder place;
    const std::string file = place.put("key", admin_key() + "\n");
    place.put("empty", "\n");
    place.put("long", std::string(5000, 'x'));
    check_refused({{},
                   "--admin-key-file " + place.path() + "/missing",
                   "rolecall: cannot read the admin key file " + place.path() +
                       "/missing: No such file or directory\n"});
    check_refused({{},
                   "--admin-key-file " + place.path(),
                   "rolecall: cannot read the admin key file " + place.path() + ": Is a directory\n"});
    check_refused({{},
                   "--admin-key-file " + place.path() + "/empty",
                   "rolecall: the admin key in " + place.path() + "/empty is empty\n"});
    check_refused(
        {{},
         "--admin-key-file " + place.path() + "/long",
         "rolecall: the admin key file " + place.path() + "/long is too long to hold nothing but a key\n"});

    emulator server(example_state("startup"));
    setting here = against(server, example_folder("startup"));
    here.environment["OPENAI_ADMIN_KEY"] = test_key("sk-admin-another-");
    CHECK(rolecall("plan --admin-key-file " + file, here).err == "");
    std::filesystem::permissions(file, std::filesystem::perms::group_read,
                                 std::filesystem::perm_options::add);
    const outcome warned = rolecall("plan --admin-key-file " + file, here);
    CHECK(warned.err ==
          "rolecall: warning: others can read " + file + "; chmod 600 keeps the admin key yours\n");
    CHECK(warned.code == 0);
    for (const auto whose : {std::filesystem::perms::group_write, std::filesystem::perms::others_write}) {
      place.put("key", admin_key() + "\n");
      std::filesystem::permissions(file, whose, std::filesystem::perm_options::add);
      const outcome refused = rolecall("plan --admin-key-file " + file, here);
      CHECK(refused.err ==
            "rolecall: others can write " + file +
                ", and so choose whose key is used; chmod 600 keeps it yours. Is the key in it "
                "still yours?\n");
      CHECK(refused.code == 64);
    }
    check_refused({{},
                   "--admin-key-file /dev/zero",
                   "rolecall: the admin key file /dev/zero is neither a file nor a pipe\n"});
    here.input = admin_key() + "\n";
    CHECK(rolecall("plan --admin-key-file /dev/stdin", here).code == 0); // a pipe
  }

  // Covers F44.
  TEST_CASE("an address that would give the key away is refused, and a password in it is not repeated") {
    const std::map<std::string, std::string> key{{"OPENAI_ADMIN_KEY", admin_key()}};
    const std::string usual = " (expected something like https://api.openai.com/v1)\n";
    check_refused({key, "--base-url http://api.example.com/v1",
                   "rolecall: cannot use the base URL: the base URL would send the key unencrypted to "
                   "api.example.com; http:// is for "
                   "this machine only, write https://" +
                       usual});
    check_refused({key, "--base-url https://ada:" + std::string(canary) + "@example.com/v1",
                   "rolecall: cannot use the base URL: the base URL must not contain a user or password; the "
                   "key is given on its own" +
                       usual});
    check_refused({key, "--base-url " + admin_key(),
                   "rolecall: cannot use the base URL: the base URL is not a URL" + usual});
    check_refused({key, "--ca-file /nowhere.pem",
                   "rolecall: no CA certificates could be read from /nowhere.pem: it must be a readable file "
                   "in PEM form\n"});
  }

  // Covers F1.
  TEST_CASE("a host that does not exist is named at once, with what named it") {
    const setting here{.folder = example_folder("startup"),
                       .environment = {{"OPENAI_ADMIN_KEY", admin_key()}}};
    const std::string host =
        std::string(64, 'a') + ".example"; // no name server is asked for a name like this
    const outcome seen = rolecall("plan --base-url https://" + host + "/v1", here);
    CHECK(seen.err.ends_with("\nrolecall: could not read GET /organization/roles: " + host +
                             ":443: there is no host of this name (is the base URL right?)\n"
                             "Nothing was changed.\n"));
    CHECK(seen.code == 1);
  }

  // Covers F2.
  TEST_CASE("a server that does not answer is named") {
    const setting here{.folder = example_folder("startup"),
                       .environment = {{"OPENAI_ADMIN_KEY", admin_key()}}};
    const outcome seen = rolecall("plan --base-url http://127.0.0.1:1/v1", here);
    CHECK(seen.err == "rolecall: could not read GET /organization/roles: 127.0.0.1:1: no connection: "
                      "Connection refused (address "
                      "127.0.0.1)\nNothing was changed. Run again.\n");
    CHECK(seen.code == 8);
  }

  // Covers F3.
  TEST_CASE("nothing is sent to a server whose certificate is not trusted") {
    emulator server(example_state("startup"));
    setting here = against(server, example_folder("startup"));
    here.environment.erase("SSL_CERT_FILE");
    const outcome seen = rolecall("plan", here);
    const std::string address = server.base_url().substr(8, server.base_url().size() - 11);
    CHECK(seen.out == "");
    CHECK(seen.err == "rolecall: could not read GET /organization/roles: " + address +
                          ": the server's certificate is not trusted: unable to get local issuer certificate "
                          "(subject: CN = emulator)\n"
                          "Nothing was sent to it. If its certificate comes from an authority of your own, "
                          "name that authority's PEM "
                          "file with --ca-file.\n");
    CHECK(seen.code == 1);
    CHECK(server.requests().empty());
    CHECK(rolecall("plan --ca-file " + authority_file(), here).code == 0);
  }

  // Covers F19.
  TEST_CASE("a key that the server does not know is refused once") {
    emulator server(example_state("startup"));
    setting here = against(server, example_folder("startup"));
    here.environment["OPENAI_ADMIN_KEY"] = test_key("sk-admin-wrong-");
    for (const std::string command : {"plan", "apply --yes", "whoami"}) {
      CAPTURE(command);
      server.forget();
      const outcome seen = rolecall(command, here);
      CHECK(seen.out == "");
      CHECK(without_request_ids(seen.err) == "rolecall: could not read GET /organization/roles: 401: "
                                             "Incorrect API key provided. (request req_1)\n"
                                             "The server does not accept this admin key: is it complete, not "
                                             "revoked, and made for 127.0.0.1?\n");
      CHECK(seen.code == 1);
      CHECK(server.requests().size() == 1);
    }
  }

  // Covers I35.
  TEST_CASE("the policy of another organization is refused after one call") {
    emulator server(example_state("documentation"));
    for (const std::string command : {"plan", "apply --yes"}) {
      server.forget();
      const outcome seen = rolecall(command, against(server, example_folder("startup")));
      CHECK(seen.out == "");
      CHECK(seen.err == "rolecall.yaml:4:15: error: this policy is for organization \"org-startup\", but the "
                        "admin key belongs to "
                        "\"org-example\" [RC102]\n"
                        "  4 | organization: org-startup\n"
                        "    |               ^~~~~~~~~~~\n"
                        "  hint: use the admin key of the policy's organization; nothing else was read\n");
      CHECK(seen.code == 3);
      CHECK(server.requests().size() == 1);
    }
  }

  // Covers I27.
  TEST_CASE("a name that two live groups bear is refused with both ids") {
    const folder place;
    place.put("rolecall.yaml", "version: 1\nmanage: additive\ngroups:\n  Twin:\n    roles: [reader]\n");
    emulator server(place.put("state.json", R"({
      "organization": {"id": "org-twins", "name": "Twins"},
      "users": [{"id": "user-ada", "email": "ada@example.com", "name": "Ada", "roles": ["owner"]}],
      "groups": [{"id": "group_one", "name": "Twin"}, {"id": "group_two", "name": "Twin"}],
      "projects": [{"id": "proj_default", "name": "Default project", "default": true}]})"));
    const outcome seen = rolecall("apply --yes", against(server, place.path()));
    CHECK(seen.err ==
          "rolecall.yaml:4:3: error: 2 live groups are named \"Twin\" (group_one, group_two) [RC100]\n"
          "  4 |   Twin:\n"
          "    |   ^~~~\n"
          "  hint: pin the one you mean with \"id\"\n");
    CHECK(seen.code == 3);
    CHECK(server.writes().empty());
  }

  // Covers F19.
  TEST_CASE("where the key lacks a scope in one project the rest is planned, and nothing is applied") {
    for (const std::string status : {"401", "403"}) {
      emulator server(example_state("startup"), {"--behaviour", "missing_scope=" + status + ":proj_live"});
      const outcome planned =
          rolecall("plan --detailed-exitcode", against(server, example_folder("startup")));
      CHECK(planned.code == 8);
      CHECK(planned.out.find("+ group[\"Finance\"]") != std::string::npos);
      CHECK(planned.out.find("product-live\"]") == std::string::npos);
      const std::string expected =
          "\nCould not be read, so the plan is incomplete and nothing can be applied:\n"
          "  GET /projects/proj_live/roles\n"
          "      " +
          status + ": You have insufficient permissions for this operation. Missing scopes: ...\n";
      CHECK(without_scopes(planned.out).find(expected) != std::string::npos);

      const outcome applied = rolecall("apply --yes", against(server, example_folder("startup")));
      CHECK(applied.err == "rolecall: the plan was not applied; nothing was changed.\n");
      CHECK(applied.code == 8);
      CHECK(server.writes().empty());
    }
  }

  // Covers F19.
  TEST_CASE("where the key may read nothing there is no plan, and no empty one") {
    emulator server(example_state("startup"), {"--behaviour", "missing_scope=403"});
    const outcome planned = rolecall("plan", against(server, example_folder("startup")));
    CHECK(without_scopes(planned.out) ==
          "No changes in what could be read; not everything could.\n\n"
          "Could not be read, so the plan is incomplete and nothing can be applied:\n"
          "  GET /organization/roles\n"
          "      403: You have insufficient permissions for this operation. Missing scopes: ...\n");
    CHECK(planned.code == 8);
    CHECK(server.requests().size() == 1);
  }
}

} // namespace rolecall::e2e
