#include "policy/allow.hpp"
#include "policy/lint.hpp"
#include "policy/load.hpp"
#include "policy/subject.hpp"
#include "support/random_case.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace rolecall;

namespace {

std::vector<base::diagnostic> lint_of(const model::policy& p) {
  const std::vector<policy::document> none;
  policy::findings out(none);
  policy::lint(p, out);
  return out.take();
}

/// "RC127 group["G"].grant["reader"]", one a line, of the three rules about implied grants.
std::string implied_in(const std::string& text) {
  const policy::loaded loaded = policy::load({{"p.yaml", "version: 1\nmanage: additive\n" + text}});
  for (const base::diagnostic& d : loaded.diagnostics) {
    if (d.level == base::severity::error) FAIL_CHECK(d.message);
  }
  std::string out;
  for (const base::diagnostic& d : loaded.diagnostics) {
    if (d.rule >= "RC127" && d.rule <= "RC129") out += (out.empty() ? "" : "\n") + d.rule + " " + d.address;
  }
  return out;
}

// ---- random policies, with the parts that random cases lack

const std::vector<std::string> people{"ada@example.com", "grace@example.com", "user_alan"};

class decorator {
public:
  decorator(model::policy& p, std::uint64_t seed) : policy_(p), dice_(seed) {}

  void run() {
    if (policy_.groups) {
      for (model::group& g : *policy_.groups) {
        if (dice_.chance(50)) g.members = some(people);
      }
    }
    if (dice_.chance(60)) add_users();
    for (model::project& p : policy_.projects) {
      if (dice_.chance(50)) p.users = grants(people);
    }
    while (dice_.chance(50)) add_template();
    add_sets();
  }

private:
  model::written write(const std::string& text) { return {text, {{"more.yaml", ++line_, 1}, 1}}; }

  std::vector<model::written> some(const std::vector<std::string>& of) {
    std::vector<model::written> out;
    for (const std::string& text : of) {
      if (dice_.chance(50)) out.push_back(write(text));
    }
    return out;
  }

  std::vector<model::project_grants> grants(const std::vector<std::string>& to) {
    std::vector<model::project_grants> out;
    for (const model::written& who : some(to)) {
      out.push_back({who, some({"A", "B", "C", "D", "member", "owner", "viewer"})});
    }
    return out;
  }

  void add_users() {
    policy_.users.emplace();
    for (const model::written& who : some(people)) {
      policy_.users->push_back({who, some({"A", "B", "owner", "reader"}), dice_.chance(20)});
    }
  }

  void add_template() {
    model::project_template t;
    t.match = some({"*", "P", "x-*"});
    if (dice_.chance(60)) t.groups = grants({"A", "G", "H"});
    if (dice_.chance(60)) t.users = grants(people);
    policy_.templates.push_back(std::move(t));
  }

  void add_sets() {
    if (!dice_.chance(50)) return;
    policy_.permission_sets = {{write("s"), some({"p", "@t", "api.groups.read", "api.groups.raed"})},
                               {write("t"), some({"q", "@nowhere"})}};
    for (model::role& r : policy_.project_roles) {
      if (!dice_.chance(50)) continue;
      r.sets.push_back(write("s"));
      r.permissions.insert(r.permissions.begin(), {"api.groups.read", r.name.at, {"s"}});
    }
  }

  model::policy& policy_;
  test::dice dice_;
  int line_ = 0;
};

void for_each_policy(const std::function<void(const model::policy&)>& check) {
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    INFO("seed " << seed);
    model::policy p = test::make_case(seed).policy;
    decorator(p, seed).run();
    check(p);
  }
}

} // namespace

TEST_SUITE("policy") {
  TEST_CASE("a grant is implied by what the same principal holds in the same scope, and by nothing else") {
    struct row {
      const char* what;
      const char* text;
      const char* found;
    };
    const std::string roles =
        "roles: {S: {permissions: [a]}, M: {permissions: [a, b]}, N: {permissions: [b, c]}}\n"
        "project_roles: {PS: {permissions: [a]}, PM: {permissions: [a, b]}, "
        "PF: {create: false}, PE: {permissions: []}}\n";
    const row rows[] = {
        {"a subset", "groups: {G: {roles: [S, M]}}", R"(RC127 group["G"].grant["S"])"},
        {"sets that overlap", "groups: {G: {roles: [M, N]}}", ""},
        {"two groups", "groups: {G: {roles: [S]}, H: {roles: [M]}}", ""},
        {"an owner", "groups: {G: {roles: [N, owner, reader]}}",
         "RC127 group[\"G\"].grant[\"N\"]\nRC127 group[\"G\"].grant[\"reader\"]"},
        {"a reader", "groups: {G: {roles: [N, reader]}}", ""},
        {"two scopes", "groups: {G: {roles: [M]}}\nprojects: {P: {groups: {G: [PS]}}}", ""},
        {"two projects", "groups: {G: {}}\nprojects: {P: {groups: {G: [PS]}}, Q: {groups: {G: [PM]}}}", ""},
        {"a project's owner has no custom role", "groups: {G: {}}\nprojects: {P: {groups: {G: [owner, PM]}}}",
         ""},
        {"a role of others is not known", "groups: {G: {}}\nprojects: {P: {groups: {G: [PF, PM]}}}", ""},
        {"no permissions are nothing to imply", "groups: {G: {}}\nprojects: {P: {groups: {G: [PE, PM]}}}",
         ""},
        {"three ranks", "groups: {G: {}}\nprojects: {P: {groups: {G: [member, viewer, owner]}}}",
         "RC127 project[\"P\"].group[\"G\"].grant[\"member\"]\nRC127 "
         "project[\"P\"].group[\"G\"].grant[\"viewer\"]"},
        {"a project's own role of that name",
         "groups: {G: {}}\nprojects: {P: {roles: {PM: {permissions: [c]}}, groups: {G: [PS, PM]}}}", ""},
        {"a shared role taken by {}",
         "groups: {G: {}}\nprojects: {P: {roles: {PM: {}}, groups: {G: [PS, PM]}}}",
         R"(RC127 project["P"].group["G"].grant["PS"])"},
        {"a template adds the wider role",
         "groups: {G: {}}\nprojects: {P: {groups: {G: [PS]}}}\ntemplates: [{match: [P], groups: {G: [PM]}}]",
         R"(RC127 project["P"].group["G"].grant["PS"])"},
        {"a template for other projects",
         "groups: {G: {}}\nprojects: {P: {groups: {G: [PS]}}}\ntemplates: [{match: [Q], groups: {G: [PM]}}]",
         ""},
        {"a template is needed elsewhere",
         "groups: {G: {}}\nprojects: {P: {groups: {G: [PM]}}}\ntemplates: [{match: [\"*\"], groups: {G: "
         "[PS]}}]",
         ""},
        {"a template says the same",
         "groups: {G: {}}\nprojects: {P: {groups: {G: [PM]}}}\ntemplates: [{match: [\"*\"], groups: {G: "
         "[PM]}}]",
         ""},
        {"a live name that is not the key",
         "groups: {G: {}}\nprojects: {K: {id: proj_1, name: P, groups: {G: [PS]}}}\n"
         "templates: [{match: [P], groups: {G: [PM]}}]",
         R"(RC127 project["K"].group["G"].grant["PS"])"},
        {"an owner of the organization", "groups: {G: {roles: [owner]}}\nprojects: {P: {groups: {G: [PS]}}}",
         R"(RC128 project["P"].group["G"])"},
        {"an owner by his group",
         "groups: {G: {roles: [owner], members: [A@b.c]}}\nprojects: {P: {users: {a@B.c: [PS]}}}",
         R"(RC128 project["P"].user["a@b.c"])"},
        {"a member of a group that is not one",
         "groups: {G: {members: [a@b.c]}, H: {roles: [owner]}}\nprojects: {P: {users: {a@b.c: [PS]}}}", ""},
        {"the same by a group", "groups: {G: {roles: [S], members: [a@b.c]}}\nusers: {a@b.c: {roles: [S]}}",
         R"(RC129 user["a@b.c"].grant["S"])"},
        {"another role by a group",
         "groups: {G: {roles: [N], members: [a@b.c]}}\nusers: {a@b.c: {roles: [S]}}", ""},
        {"said once for two groups",
         "groups: {G: {roles: [S], members: [u]}, H: {roles: [S], members: [u]}}\nusers: {u: {roles: [S]}}",
         R"(RC129 user["u"].grant["S"])"},
        {"a group in another project",
         "groups: {G: {members: [u]}}\nprojects: {P: {users: {u: [PS]}}, Q: {groups: {G: [PS]}}}", ""},
    };
    for (const row& r : rows) {
      CAPTURE(r.what);
      CHECK(implied_in(roles + r.text + "\n") == r.found);
    }
  }

  TEST_CASE("whatever a policy says, what is found is a warning about a thing with an address, in order") {
    std::set<std::string> rules;
    for_each_policy([&rules](const model::policy& p) {
      const std::vector<base::diagnostic> found = lint_of(p);
      CHECK(std::ranges::is_sorted(found, {}, &base::diagnostic::at));
      for (const base::diagnostic& d : found) {
        CAPTURE(d.message);
        rules.insert(d.rule);
        CHECK(d.level == base::severity::warning);
        CHECK_FALSE(d.hint.empty());
        CHECK(d.at.begin.line > 0);
        CHECK(policy::canonical_address(d.address) == d.address);
      }
    });
    CHECK(rules.size() == 9); // all but RC122: no random organization role has such a permission
  }

  TEST_CASE("a policy that accepts each of its warnings has none, and no entry accepts nothing") {
    for_each_policy([](model::policy p) {
      for (const base::diagnostic& d : lint_of(p)) {
        p.allow.push_back({{d.rule, d.at}, {d.address, d.at}, {"known", d.at}});
      }
      const std::vector<policy::document> none;
      policy::findings out(none);
      policy::lint(p, out);
      CHECK(policy::accept(p.allow, policy::judged::offline, out) == p.allow.size());
      CHECK(out.take().empty());
    });
  }

  TEST_CASE("with an organization at hand no more is doubted than without") {
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
      INFO("seed " << seed);
      const test::random_case made = test::make_case(seed);
      const std::vector<base::diagnostic> offline = lint_of(made.policy);
      for (const base::diagnostic& d : policy::lint_live(made.policy, made.live)) {
        const auto same = [&d](const base::diagnostic& o) {
          return o.rule == d.rule && o.address == d.address;
        };
        CHECK(std::ranges::any_of(offline, same));
      }
    }
  }
}
