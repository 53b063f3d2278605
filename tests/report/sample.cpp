#include "report/sample.hpp"

namespace rolecall::sample {

using model::address;
using model::address_part;
using model::principal_kind;
using plan::assign_role;
using plan::create_group;
using plan::create_role;
using plan::delete_group;
using plan::delete_role;
using plan::dependency;
using plan::keep_reason;
using plan::leave_project;
using plan::operation;
using plan::outcome;
using plan::stage;
using plan::steps;
using plan::unassign_role;
using plan::update_role;
using plan::wait_reason;

namespace {

address in(const address& where, const char* kind, const std::string& name, const std::string& id = {}) {
  return where / address_part{kind, {name, id}};
}

operation make(address at, plan::action what, stage s, std::optional<base::source_range> cause = {},
               std::vector<dependency> after = {}) {
  operation op;
  op.at = std::move(at);
  op.what = std::move(what);
  op.stage = s;
  op.after = std::move(after);
  op.cause = std::move(cause);
  return op;
}

} // namespace

address role(const std::string& name) { return in({}, "role", name); }
address group(const std::string& name) { return in({}, "group", name); }
address group_grant(const std::string& name, const std::string& role) {
  return in(group(name), "grant", role);
}
base::source_range at_line(int line, int column) { return {{"policy/org.yaml", line, column}, 7}; }

plan::plan empty() {
  plan::plan out;
  out.organization = "org-acme";
  return out;
}

plan::plan applyable() {
  plan::plan out = full();
  out.guards.clear();
  out.unreadable.clear();
  return out;
}

plan::plan full() {
  plan::plan out;
  out.organization = "org-acme";
  const address checkout = in({}, "project", "Checkout");
  const address support = in(checkout, "group", "Support Team");
  const address steward = in(checkout, "role", "Key Steward");
  auto& ops = out.operations;
  ops.push_back(make(group("Support Team"), create_group{"Support Team"}, stage::create, at_line(31)));
  ops.push_back(
      make(role("API Group Manager"),
           create_role{{}, "API Group Manager", {"Manages groups", {"api.groups.read", "api.groups.write"}}},
           stage::create, at_line(12)));
  ops.push_back(make(
      in(support, "grant", "Key Steward"),
      assign_role{{"proj_1", {}}, principal_kind::group, {"", 0}, {"role_7", {}}, plan::entry::joins, {}},
      stage::early_addition, at_line(52, 30), {{0, wait_reason::uses}}));
  ops.push_back(make(group_grant("Auditors", "reader"),
                     unassign_role{"", principal_kind::group, "group_9", "role_reader", false},
                     stage::removal, {}, {{2, wait_reason::kept_access}}));
  ops.push_back(make(steward,
                     update_role{"proj_1",
                                 "role_7",
                                 {"Key Steward", "Key Steward"},
                                 {std::nullopt, {"api.keys.delete", "api.keys.read"}},
                                 {"Manages keys", {"api.keys.read", "api.keys.write"}}},
                     stage::mixed_update, at_line(40), {{3, wait_reason::phantom_access}}));
  ops.push_back(make(group_grant("Support Team", "API Group Manager"),
                     assign_role{{}, principal_kind::group, {"", 0}, {"", 1}, plan::entry::inside, {}},
                     stage::late_addition, at_line(33), {{0, wait_reason::uses}, {1, wait_reason::uses}}));
  ops.push_back(make(in(checkout, "group", "Contractors"),
                     leave_project{"proj_1", principal_kind::group, "group_5"}, stage::deletion));
  ops.push_back(make(in({}, "role", "Twin", "role_2"), delete_role{"", "role_2", {std::nullopt, {"api.old"}}},
                     stage::deletion, {}, {{3, wait_reason::owners}}));
  ops.push_back(make(
      group("Old Team"),
      delete_group{"group_3",
                   {group_grant("Old Team", "viewer"), in(group("Old Team"), "member", "ada@example.com")}},
      stage::deletion));
  out.blocked.push_back({in(checkout, "group", "Nowhere"),
                         "no group has this name, and it is not created here", at_line(60, 5)});
  out.kept = {{group_grant("Auditors", "auditor"), keep_reason::additive},
              {group_grant("Auditors", "viewer"), keep_reason::additive},
              {role("Handmade"), keep_reason::additive},
              {group("From SCIM"), keep_reason::identity_provider}};
  out.gaps = {{group("Auditors"), "api.keys.read", 3, 4}, {group("Auditors"), "api.keys.write", 3, 4}};
  out.guards = {{"max-removals", true,
                 "7 grants would be removed, of 9 that this policy owns; the limit is 3", "--max-removals 7"},
                {"min-owners", false, "2 owners remain", ""}};
  out.unreadable = {{"GET /projects/proj_2/roles", "403: missing scope"}};
  out.policy = "sha256:0011";
  out.preconditions = {
      {{model::list_kind::groups, {}, {}},
       "sha256:2233",
       false,
       {{"group_3", "Old Team", "4455"}},
       {"Support Team"}},
      {{model::list_kind::group_members, {}, "group_3"}, "sha256:6677", true, {{"user-ada", {}, {}}}, {}}};
  out.warnings = {
      "user[\"ada@example.com\"].grant[\"owner\"] goes: make sure that somebody you trust remains an owner"};
  return out;
}

steps outcomes(const plan::plan& p) {
  using enum outcome;
  steps out(p.operations.size());
  const std::vector<outcome> cycle{done, already, done,        failed,   skipped,
                                   done, unknown, unconfirmed, not_begun};
  for (std::size_t i = 0; i < out.size(); ++i) out[i].is = cycle[i % cycle.size()];
  out.at(3).reason = "403: the key lacks a scope";
  out.at(3).request_id = "req_123";
  out.at(3).is_final = true;
  out.at(4).reason =
      "without group[\"Auditors\"].grant[\"reader\"], somebody would gain access that nobody approved";
  out.at(6).reason = "no answer in 30 s";
  return out;
}

const std::vector<std::string>& hostile_names() {
  static const std::vector<std::string> all{"\x1b[2J\x1b[31mred",
                                            "\x1b]8;;https://evil.example\x07link\x1b]8;;\x07",
                                            "bell\x07",
                                            "over\rwritten",
                                            "two\nlines",
                                            "::error::no",
                                            "  ::add-mask::secret",
                                            "\xc2\xa0::error::no",
                                            "##[error]no",
                                            "###[group]no",
                                            "##vso[task.setvariable]no",
                                            "##VSO[x]no",
                                            "\xe2\x80\xaetxt.exe",
                                            "\xe2\x80\xa8line",
                                            "\xc2\x9b"
                                            "31mc1",
                                            "del\x7f",
                                            "```",
                                            "``````\nescaped",
                                            "` `` ```",
                                            "|a|b|",
                                            "<img src=x onerror=alert(1)>",
                                            "</details><h1>",
                                            "@team",
                                            "#1",
                                            "[text](https://evil.example)",
                                            "![image](https://evil.example/x.png)",
                                            "*bold* _it_ ~~s~~",
                                            "https://evil.example",
                                            "\"quotes\" and \\ back",
                                            "%0A::error::no",
                                            "\n::error::no",
                                            "+ role[\"fake\"]",
                                            "",
                                            std::string("nul\0x", 5),
                                            std::string(255, '`'),
                                            "\xf0\x9f\x8e\x89 \xc3\xa9\xe4\xb8\xad"};
  return all;
}

plan::plan hostile(const std::string& name) {
  plan::plan out;
  out.organization = name;
  const address inside = in(in({}, "project", name, name), "group", name);
  const base::source_range cause{{name, 1, 1}, 1};
  auto& ops = out.operations;
  ops.push_back(
      make(in({}, "role", name), create_role{{name, {}}, name, {name, {name}}}, stage::create, cause));
  ops.push_back(make(in({}, "role", name, name),
                     update_role{name, name, {name, name + "2"}, {name + "1", {"a", name}}, {name, {}}},
                     stage::mixed_update, cause, {{0, wait_reason::uses}}));
  ops.push_back(make(in(inside, "grant", name), unassign_role{name, principal_kind::group, name, name, false},
                     stage::removal));
  ops.push_back(make(group(name), delete_group{name, {group_grant(name, name)}}, stage::deletion));
  out.blocked.push_back({inside, name, cause});
  out.kept = {{inside, keep_reason::additive}};
  out.gaps = {{inside, name, 0, 1}};
  out.guards = {{"max-removals", true, name, name}, {"min-owners", false, name, name}};
  out.unreadable = {{name, name}};
  out.policy = name;
  out.only = {name};
  out.preconditions = {
      {{model::list_kind::project_group_roles, name, name}, name, true, {{name, name, name}}, {name}}};
  out.warnings = {name};
  return out;
}

steps hostile_outcomes(const plan::plan& p, const std::string& name) {
  return steps(p.operations.size(), {outcome::failed, name, name});
}

std::vector<base::diagnostic> hostile_diagnostics(const std::string& name) {
  base::diagnostic d;
  d.rule = "RC001";
  d.at = {{name, 1, 1}, 3};
  d.message = name;
  d.hint = name;
  d.source_line = name;
  d.also = {{d.at, name}};
  d.address = name;
  base::diagnostic warning = d;
  warning.level = base::severity::warning;
  return {d, warning};
}

std::vector<base::diagnostic> diagnostics() {
  base::diagnostic twice;
  twice.rule = "RC012";
  twice.at = at_line(14);
  twice.message = "the group \"Support Team\" is declared twice";
  twice.hint = "keep one of the two";
  twice.also = {{at_line(9), "first written here"}};
  twice.address = "group[\"Support Team\"]";
  base::diagnostic whole_file;
  whole_file.level = base::severity::warning;
  whole_file.rule = "RC002";
  whole_file.at = {{"policy/empty.yaml", 0, 0}, 1};
  whole_file.message = "the file is empty";
  return {twice, whole_file};
}

} // namespace rolecall::sample
