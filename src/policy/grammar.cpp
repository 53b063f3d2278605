#include "policy/grammar.hpp"

#include <algorithm>
#include <array>

namespace rolecall::policy {
namespace {

constexpr field key(body parent, std::string_view name, shape takes, body inner, std::string_view about) {
  return {parent, name, takes, inner, presence::optional, allowed_in::top_files, about};
}

constexpr field key(body parent, std::string_view name, shape takes, std::string_view about) {
  return key(parent, name, takes, body::none, about);
}

constexpr field required(field f) {
  f.need = presence::required;
  return f;
}

constexpr field in_all_files(field f) {
  f.files = allowed_in::all_files;
  return f;
}

// clang-format off
constexpr std::array table = {
    required(in_all_files(key(body::file, "version", shape::number, "version of the grammar: 1"))),
    key(body::file, "organization", shape::text, "id of the only organization that this policy may touch"),
    key(body::file, "manage", shape::manage, body::manage, "what this policy owns: additive adds and changes only, authoritative also removes what is not written"),
    key(body::file, "guards", shape::record, body::guards, "limits that a plan must keep"),
    key(body::file, "permission_sets", shape::named_texts, "names for lists of permissions, used as \"@name\""),
    key(body::file, "roles", shape::named, body::role, "organization roles"),
    key(body::file, "project_roles", shape::named, body::shared_role, "project roles, created in every project that grants them"),
    key(body::file, "groups", shape::named, body::group, "groups and the organization roles they hold"),
    key(body::file, "users", shape::named, body::user, "organization roles given to users directly"),
    in_all_files(key(body::file, "projects", shape::named, body::project, "projects and who holds which role in them")),
    key(body::file, "templates", shape::records, body::match, "grants in every project whose name matches"),
    key(body::file, "allow", shape::records, body::allow, "warnings that are accepted, with the reason"),

    key(body::manage, "roles", shape::ownership, "custom organization roles, and those of projects that have roles"),
    key(body::manage, "groups", shape::ownership, "groups"),
    key(body::manage, "members", shape::ownership, "members of groups that have members"),
    key(body::manage, "grants", shape::ownership, "who holds which role"),
    key(body::manage, "except", shape::record, body::except, "things that belong to another policy"),

    key(body::except, "roles", shape::texts, "globs over names of roles"),
    key(body::except, "groups", shape::texts, "globs over names of groups"),
    key(body::except, "projects", shape::texts, "globs over names of projects"),

    key(body::project_manage, "roles", shape::ownership, "custom roles of this project"),
    key(body::project_manage, "grants", shape::ownership, "who holds which role in this project"),

    key(body::group_manage, "members", shape::ownership, "members of this group"),
    key(body::group_manage, "grants", shape::ownership, "organization roles of this group"),

    key(body::guards, "min_owners", shape::number, "the fewest owners a plan may leave"),
    key(body::guards, "protect", shape::record, body::protect, "things that may lose nothing"),

    key(body::protect, "roles", shape::texts, "names of roles"),
    key(body::protect, "groups", shape::texts, "names of groups"),
    key(body::protect, "projects", shape::texts, "names of projects"),
    key(body::protect, "users", shape::texts, "e-mails or ids of users"),

    key(body::role, "description", shape::text, "shown beside the name; not written: left as it is"),
    key(body::role, "permissions", shape::texts, "exactly what the role allows: permissions and \"@set\" names"),
    key(body::role, "create", shape::flag, "false: the role must exist and is never changed"),
    key(body::role, "previously", shape::texts, "old names: renamed instead of deleted and created"),
    key(body::role, "id", shape::text, "id of the live role"),
    key(body::role, "name", shape::text, "live name where it is not the key; only beside id"),

    key(body::shared_role, "description", shape::text, "shown beside the name; not written: left as it is"),
    key(body::shared_role, "permissions", shape::texts, "exactly what the role allows: permissions and \"@set\" names"),
    key(body::shared_role, "create", shape::flag, "false: the role must exist where it is granted and is never changed"),
    key(body::shared_role, "previously", shape::texts, "old names: renamed instead of deleted and created"),

    key(body::project_role, "description", shape::text, "shown beside the name; not written: left as it is"),
    key(body::project_role, "permissions", shape::texts, "exactly what the role allows: permissions and \"@set\" names"),
    key(body::project_role, "create", shape::flag, "false: the role must exist and is never changed"),
    key(body::project_role, "previously", shape::texts, "old names: renamed instead of deleted and created"),
    key(body::project_role, "id", shape::text, "id of the live role"),
    key(body::project_role, "name", shape::text, "live name where it is not the key; only beside id"),

    key(body::group, "roles", shape::texts, "organization roles that the group holds; not written: not managed"),
    key(body::group, "create", shape::flag, "false: the group must exist, for example from an identity provider"),
    key(body::group, "members", shape::texts, "e-mails of the members, or ids of users and service accounts; not written: not managed"),
    key(body::group, "manage", shape::manage, body::group_manage, "what this policy owns in this group"),
    key(body::group, "previously", shape::texts, "old names: renamed instead of deleted and created"),
    key(body::group, "id", shape::text, "id of the live group"),
    key(body::group, "name", shape::text, "live name where it is not the key; only beside id"),

    key(body::user, "roles", shape::texts, "organization roles that the user holds"),
    key(body::user, "invite", shape::flag, "true: invited if not there"),

    key(body::project, "id", shape::text, "id of the live project"),
    key(body::project, "name", shape::text, "live name where it is not the key; only beside id"),
    key(body::project, "create", shape::flag, "true: created if not there"),
    key(body::project, "manage", shape::manage, body::project_manage, "what this policy owns in this project"),
    key(body::project, "roles", shape::named, body::project_role, "roles of this project only; {} takes the one from project_roles"),
    key(body::project, "groups", shape::named_texts, "roles that each group holds in this project"),
    key(body::project, "users", shape::named_texts, "roles that each user holds in this project"),

    required(key(body::match, "match", shape::texts, "globs over names of active projects")),
    key(body::match, "except", shape::texts, "globs over names that are left out"),
    key(body::match, "groups", shape::named_texts, "roles that each group holds there"),
    key(body::match, "users", shape::named_texts, "roles that each user holds there"),
    key(body::match, "manage", shape::manage, body::project_manage, "what this policy owns there"),

    required(key(body::allow, "rule", shape::text, "id of the rule")),
    required(key(body::allow, "at", shape::text, "address of what it is about")),
    required(key(body::allow, "reason", shape::text, "why it is accepted")),
};
// clang-format on

static_assert(std::ranges::is_sorted(table, {}, &field::parent));

} // namespace

std::span<const field> fields() { return table; }

std::span<const field> fields_of(body parent) {
  const auto* const first = std::ranges::lower_bound(table, parent, {}, &field::parent);
  const auto* const last = std::ranges::upper_bound(table, parent, {}, &field::parent);
  return {first, last};
}

const field* find_field(body parent, std::string_view name) {
  const auto all = fields_of(parent);
  const auto found = std::ranges::find(all, name, &field::key);
  return found == all.end() ? nullptr : &*found;
}

std::string_view describe(shape takes) {
  switch (takes) {
  case shape::number: return "a whole number";
  case shape::text: return "text";
  case shape::flag: return "true or false";
  case shape::ownership: return "additive or authoritative";
  case shape::manage: return "additive, authoritative, or a map";
  case shape::texts: return "a list";
  case shape::named_texts: return "a map from names to lists";
  case shape::record: return "a map";
  case shape::named: return "a map from names to maps";
  case shape::records: return "a list of maps";
  }
  return "a value";
}

std::string_view describe(body what) {
  switch (what) {
  case body::none: return "a value";
  case body::file: return "a policy file";
  case body::manage: return "manage";
  case body::except: return "manage.except";
  case body::project_manage: return "the manage of a project";
  case body::group_manage: return "the manage of a group";
  case body::guards: return "guards";
  case body::protect: return "guards.protect";
  case body::role: return "an organization role";
  case body::shared_role: return "a role of project_roles";
  case body::project_role: return "a role of a project";
  case body::group: return "a group";
  case body::user: return "a user";
  case body::project: return "a project";
  case body::match: return "a template";
  case body::allow: return "an entry of allow";
  }
  return "a map";
}

} // namespace rolecall::policy
