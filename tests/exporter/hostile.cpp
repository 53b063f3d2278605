#include "exporter/hostile.hpp"

#include "support/random_case.hpp"
#include "support/worlds.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace rolecall::test {
namespace {

using model::grant_source;
using model::list_kind;
using model::principal_kind;
using names = std::vector<std::string>;

const names plain_names{"Support Team", "Ops",     "Data Science", "Key Steward", "Auditor",  "Builder",
                        "prod-web",     "prod-db", "prod-api",     "prod-mail",   "prod-log", "staging-web"};

const names odd_names{"no",
                      "null",
                      "~",
                      "true",
                      "y",
                      "1e3",
                      "007",
                      "0x1F",
                      "-1",
                      ".5",
                      "12:30:45",
                      "2024-01-01",
                      "=",
                      "<<",
                      "-",
                      "- x",
                      "? x",
                      ": x",
                      "a: b",
                      "ends:",
                      "#x",
                      "a #b",
                      "@x",
                      "%y",
                      "*",
                      "*all",
                      "&a",
                      "!tag",
                      "|",
                      ">",
                      "`tick`",
                      "'single'",
                      "\"double\"",
                      "back\\slash",
                      "C:\\",
                      "${HOME}",
                      "a {{b}} ${{{c",
                      "{}",
                      "[a, b]",
                      "a,b",
                      "a, b",
                      " lead",
                      "trail ",
                      "\ttab",
                      "in\tner",
                      "new\nline",
                      "cr\r",
                      "nul\x01l",
                      "zero\u200Bwidth",
                      "\u202Eturned",
                      "Sup\u200Bport Team",
                      "Ops\u200B",
                      "Ops ",
                      "🛡️ Security",
                      "☕",
                      "👨‍👩‍👧",
                      "caf\u00E9",
                      "cafe\u0301",
                      "no\u00A0break",
                      "\u3000wide",
                      "p\u0430ypal",
                      "ops",
                      "OPS",
                      "Owner",
                      "owner",
                      "member",
                      "Viewer",
                      "READER",
                      "Own\u200Ber",
                      "Project Member",
                      "Organization Owner",
                      "Name",
                      "Name (2)",
                      "x?y*z",
                      "::error::boo",
                      "##[error]boo",
                      "##vso[task]boo",
                      "<b>bold</b>",
                      "projects",
                      "con",
                      "...",
                      "---",
                      "\u200B",
                      "sk-short",
                      std::string(255, 'L'),
                      std::string(250, 'L') + "\u200B"};

const names impossible_names{"", "sk-proj-abcdefgh12345678", "key of bob: sk-admin-abcdefghijkl",
                             "sk-proj-????????????????", std::string(300, 'W')};

const names odd_permissions{"api.files.read",
                            "api.files.write",
                            "api.groups.read",
                            "api.groups.write",
                            "api.usage.read",
                            "api.responses.read",
                            "odd",
                            "x.y",
                            "api.a.b.c.read",
                            "a:b",
                            "#p",
                            "*",
                            "caf\u00E9.read",
                            "${p}",
                            "no",
                            "api.\"q\".read"};
const names impossible_permissions{"@set", "with blank", "", "sk-proj-abcdefgh12345678"};

const names odd_texts{
    "",         "Looks after keys",    "two\nlines\t\"q\"", "no",   "# not a comment",
    "ends: ",   "🛡️ for ${HOME}", "{{ x }}",           "null", "sk-proj-abcdefgh12345678",
    "bell\x07", "\u202Eturned"};

class grower {
public:
  grower(std::uint64_t seed, manners with) : dice_(seed), with_(with) {}

  model::organization run() {
    if (dice_.chance(90)) org_.id = "org-1";
    predefined_of("", {"owner", "reader"}, "organization");
    roles_of("", 5);
    users();
    groups();
    projects();
    invites();
    grants("");
    for (const model::live_project& project : org_.projects) grants(project.id);
    mark_all_read(org_);
    org_.read[{list_kind::invites, {}, {}}] = {1, {}};
    org_.sort();
    return org_;
  }

private:
  std::string new_id(const std::string& kind) {
    return kind + "_" + std::to_string(dice_.below(900) + 100 + 1000 * ++last_id_);
  }

  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[dice_.below(all.size())];
  }

  std::string name() {
    if (with_ == manners::any && dice_.chance(6)) return one_of(impossible_names);
    return dice_.chance(45) ? one_of(odd_names) : one_of(plain_names);
  }

  std::vector<std::string> permissions() {
    std::vector<std::string> out;
    for (const std::string& one : odd_permissions) {
      if (dice_.chance(25)) out.push_back(one);
    }
    if (dice_.chance(with_ == manners::any ? 5 : 0)) out.push_back(one_of(impossible_permissions));
    std::ranges::sort(out);
    return out;
  }

  void predefined_of(const std::string& project, const names& plain, const std::string& scope) {
    const bool by_id = dice_.chance(50);
    for (const std::string& word : plain) {
      const std::string id =
          by_id ? "role-api-" + scope + "-" + word + "__api-" + scope + "__" + project : new_id("role");
      const std::string shown = by_id ? "Display " + word : (scope == "project" ? "Project " + word : word);
      org_.roles.push_back({id, shown, {}, {"all"}, true, project});
    }
    if (dice_.chance(10))
      org_.roles.push_back({new_id("role"), "Billing Admin", {}, {"bill"}, true, project});
    if (dice_.chance(3)) org_.roles.push_back({new_id("role"), plain.front(), {}, {"bill"}, true, project});
    if (dice_.chance(3)) org_.roles.push_back({new_id("role"), "viewer", {}, {"bill"}, true, project});
  }

  void roles_of(const std::string& project, std::size_t most) {
    for (std::size_t n = dice_.below(most + 1); n > 0; --n) {
      if (!made_.empty() && dice_.chance(60)) {
        model::live_role again = one_of(made_); // the same role in another project, more or less
        again.id = new_id("role");
        again.project_id = project;
        if (dice_.chance(20)) again.permissions = permissions();
        if (dice_.chance(10)) again.description.reset();
        org_.roles.push_back(std::move(again));
        continue;
      }
      model::live_role role{new_id("role"), name(), {}, permissions(), false, project};
      if (dice_.chance(50)) role.description = one_of(odd_texts);
      org_.roles.push_back(role);
      if (!project.empty()) made_.push_back(std::move(role));
    }
  }

  void users() {
    const names emails{"ada@example.com",
                       "grace@example.com",
                       "alan@example.com",
                       "edsger@example.com",
                       "",
                       "ada@example.com",
                       "no@example.com",
                       "\"a b\"@example.com",
                       "3d@example.com",
                       "nobody",
                       "z\u200B@example.com",
                       "caf\u00E9@example.com",
                       "cafe\u0301@example.com",
                       " x@example.com",
                       "#@x"};
    for (std::size_t n = dice_.below(8); n > 0; --n) {
      model::live_user user{new_id("user"), one_of(emails), dice_.chance(20)};
      if (dice_.chance(10)) user.organization_role = "owner";
      org_.users.push_back(std::move(user));
    }
    for (const model::live_user& user : org_.users) user_ids_.push_back(user.id);
    if (dice_.chance(10)) user_ids_.push_back("user_unknown");
  }

  void groups() {
    using model::group_owner;
    const std::vector<group_owner> others{group_owner::identity_provider, group_owner::tenant,
                                          group_owner::unknown};
    for (std::size_t n = dice_.below(7); n > 0; --n) {
      const group_owner owner = dice_.chance(70) ? group_owner::organization : one_of(others);
      org_.groups.push_back({new_id("group"), name(), owner});
      std::vector<std::string>& members = org_.members[{list_kind::group_members, {}, org_.groups.back().id}];
      for (const std::string& user : user_ids_) {
        if (dice_.chance(40)) members.push_back(user);
      }
    }
  }

  void projects() {
    for (std::size_t n = dice_.below(9); n > 0; --n) {
      org_.projects.push_back({new_id("proj"), name(), dice_.chance(12)});
      const std::string& id = org_.projects.back().id;
      predefined_of(id, {"owner", "member", "viewer"}, "project");
      roles_of(id, 4);
    }
  }

  void invites() {
    if (dice_.chance(30))
      org_.invites.push_back({new_id("invite"), "new@example.com", model::invite_status::pending});
    if (dice_.chance(20))
      org_.invites.push_back({new_id("invite"), "old@example.com", model::invite_status::expired});
  }

  void hold(const std::string& project, principal_kind kind, const std::string& who, const std::string& role,
            grant_source source) {
    org_.grants.push_back({project, kind, who, role, source});
    if (project.empty()) return;
    const list_kind list =
        kind == principal_kind::group ? list_kind::project_groups : list_kind::project_users;
    std::vector<std::string>& listed = org_.members[{list, project, {}}];
    if (std::ranges::count(listed, who) == 0) listed.push_back(who);
  }

  void grants(const std::string& project) {
    const bool everywhere = dice_.chance(30);
    for (const model::live_role& role : org_.roles) {
      if (role.project_id != project) continue;
      for (const model::live_group& group : org_.groups) {
        const bool same = everywhere && plain_name(role) == "viewer";
        if (same || dice_.chance(25))
          hold(project, principal_kind::group, group.id, role.id, grant_source::direct);
      }
      for (const std::string& user : user_ids_) {
        if (dice_.chance(15))
          hold(project, principal_kind::user, user, role.id, source_for(project, user, role.id));
      }
    }
    for (const model::live_group& group : org_.groups) {
      if (!project.empty() && dice_.chance(10))
        org_.members[{list_kind::project_groups, project, {}}].push_back(group.id);
    }
  }

  grant_source source_for(const std::string& project, const std::string& user, const std::string& role) {
    const bool by_group = std::ranges::any_of(org_.grants, [&](const model::live_grant& g) {
      return g.project_id == project && g.role_id == role && g.kind == principal_kind::group &&
             std::ranges::count(org_.listed({list_kind::group_members, {}, g.principal_id}), user) > 0;
    });
    if (!by_group) return dice_.chance(70) ? grant_source::direct : grant_source::untold;
    const std::vector<grant_source> possible{grant_source::direct, grant_source::explained,
                                             grant_source::inherited};
    return one_of(possible);
  }

  dice dice_;
  manners with_;
  model::organization org_;
  std::vector<model::live_role> made_;
  std::vector<std::string> user_ids_;
  std::size_t last_id_ = 0;
};

} // namespace

model::organization grown_organization(std::uint64_t seed, manners with) { return grower(seed, with).run(); }

} // namespace rolecall::test
