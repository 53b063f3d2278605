#include "emulator/catalogue.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace rolecall::emulator {
namespace {

using names = std::vector<std::string>;

const names& organization_reads() {
  static const names all{"api.assistants.read", "api.files.read",   "api.fine_tuning.jobs.read",
                         "api.groups.read",     "api.model.read",   "api.organization.read",
                         "api.responses.read",  "api.threads.read", "api.vector_stores.read",
                         "api.webhooks.read"};
  return all;
}

const names& data_writes() {
  static const names all{"api.assistants.write",   "api.files.write",     "api.fine_tuning.jobs.write",
                         "api.model.request",      "api.responses.write", "api.threads.write",
                         "api.vector_stores.write"};
  return all;
}

const names& organization_administration() {
  static const names all{"api.audit_logs.read",
                         "api.groups.write",
                         "api.management.read",
                         "api.management.write",
                         "api.organization.billing.read",
                         "api.organization.projects.api_keys.read",
                         "api.organization.projects.api_keys.write",
                         "api.organization.projects.service_accounts.read",
                         "api.organization.projects.service_accounts.write",
                         "api.projects.read",
                         "api.projects.write",
                         "api.rate_limits.read",
                         "api.rate_limits.write",
                         "api.usage.read",
                         "api.videos.write"};
  return all;
}

// Viewers read, but without vector stores, responses and videos.
const names& project_reads() {
  static const names all{"api.assistants.read", "api.files.read",   "api.fine_tuning.jobs.read",
                         "api.model.read",      "api.project.read", "api.threads.read",
                         "api.webhooks.read"};
  return all;
}

const names& member_only() {
  static const names all{"api.organization.projects.api_keys.self.write", "api.responses.read",
                         "api.vector_stores.read", "api.videos.write"};
  return all;
}

const names& project_administration() {
  static const names all{"api.organization.projects.api_keys.read",
                         "api.organization.projects.api_keys.write",
                         "api.organization.projects.service_accounts.read",
                         "api.organization.projects.service_accounts.write",
                         "api.project.models.read",
                         "api.project.models.write",
                         "api.rate_limits.read",
                         "api.rate_limits.write"};
  return all;
}

// Seen or documented somewhere, held by no predefined role here.
constexpr std::array<std::string_view, 4> others{
    "api.fine_tuning.checkpoints.read", "api.fine_tuning.checkpoints.write", "model.read", "model.request"};

names united(std::initializer_list<const names*> parts) {
  names all;
  for (const auto* part : parts) all.insert(all.end(), part->begin(), part->end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

const names& every_permission() {
  static const names all = united({&organization_reads(), &data_writes(), &organization_administration(),
                                   &project_reads(), &member_only(), &project_administration()});
  return all;
}

void add_predefined(scope& where, std::string_view name, std::string_view description, names permissions) {
  role made;
  made.id = predefined_role_id(where, name);
  made.name = name;
  made.description = description;
  made.permissions = std::move(permissions);
  made.predefined = true;
  made.created_at = made.updated_at = epoch;
  where.roles.add(std::move(made));
}

} // namespace

bool is_known_permission(std::string_view permission) {
  return std::find(others.begin(), others.end(), permission) != others.end() ||
         std::binary_search(every_permission().begin(), every_permission().end(), permission);
}

std::string predefined_role_id(const scope& where, std::string_view plain_name) {
  const std::string kind = where.resource_type == "api.project" ? "api-project" : "api-organization";
  return "role-" + kind + '-' + std::string(plain_name) + "__" + kind + "__" + where.id;
}

scope organization_scope(const std::string& organization_id) {
  scope made;
  made.id = organization_id;
  made.resource_type = "api.organization";
  add_predefined(made, "owner", "Can modify billing information and manage organization members",
                 every_permission());
  add_predefined(made, "reader", "Can make standard API requests and read basic organizational data",
                 united({&organization_reads(), &data_writes()}));
  return made;
}

scope project_scope(const std::string& project_id) {
  scope made;
  made.id = project_id;
  made.resource_type = "api.project";
  const auto member = united({&project_reads(), &data_writes(), &member_only()});
  add_predefined(made, "owner", "Can manage the project and its members",
                 united({&member, &project_administration()}));
  add_predefined(made, "member", "Can use the project's resources", member);
  add_predefined(made, "viewer", "Can see the project's resources", project_reads());
  return made;
}

std::string redacted(std::string_view key) {
  const auto tail = key.size() > 11 ? key.substr(key.size() - 3) : std::string_view();
  return "sk-admin..." + std::string(tail);
}

state initial_state(std::string_view key) {
  state made;
  made.name = "Emulator";
  made.access = organization_scope("org-emulator");
  user owner;
  owner.id = "user-owner";
  owner.email = "owner@example.com";
  owner.name = "Owner";
  owner.added_at = epoch;
  const principal who{principal_kind::user, owner.id};
  assign(made.access, who, predefined_role(made.access, "owner").id);
  made.users.add(owner);

  project first;
  first.id = "proj_default";
  first.name = "Default project";
  first.created_at = epoch;
  first.is_default = true;
  first.access = project_scope(first.id);
  assign(first.access, who, predefined_role(first.access, "owner").id);
  first.users.add({owner.id, epoch});
  made.projects.add(std::move(first));

  admin_key key_of_owner;
  key_of_owner.id = "key_emulator";
  key_of_owner.name = "Emulator";
  key_of_owner.redacted_value = redacted(key);
  key_of_owner.owner = owner.id;
  key_of_owner.created_at = epoch;
  made.admin_keys.add(std::move(key_of_owner));
  return made;
}

} // namespace rolecall::emulator
