#include "emulator/state.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <stdexcept>

namespace rolecall::emulator {

std::string plain_name(const role& predefined) {
  for (const std::string_view start : {"role-api-organization-", "role-api-project-"}) {
    const auto end = predefined.id.find("__");
    if (predefined.id.starts_with(start) && end != std::string::npos && end > start.size())
      return predefined.id.substr(start.size(), end - start.size());
  }
  auto name = base::lower(predefined.name);
  for (const std::string_view start : {"organization ", "project "})
    if (name.starts_with(start)) return name.substr(start.size());
  return name;
}

const role& predefined_role(const scope& where, std::string_view wanted) {
  for (const auto& candidate : where.roles)
    if (candidate.predefined && plain_name(candidate) == wanted) return candidate;
  throw std::logic_error("no predefined role " + std::string(wanted));
}

std::string bound_role_id(const scope& where, const std::string& id) {
  for (const auto& candidate : where.roles)
    if (candidate.predefined && candidate.id.starts_with(id + "__")) return candidate.id;
  return id;
}

bool holds(const scope& where, const principal& who, const std::string& role_id) {
  const auto found = where.held.find(who);
  return found != where.held.end() &&
         std::find(found->second.begin(), found->second.end(), role_id) != found->second.end();
}

void assign(scope& where, const principal& who, const std::string& role_id) {
  if (!holds(where, who, role_id)) where.held[who].push_back(role_id);
}

bool unassign(scope& where, const principal& who, const std::string& role_id) {
  const auto found = where.held.find(who);
  if (found == where.held.end() || std::erase(found->second, role_id) == 0) return false;
  if (found->second.empty()) where.held.erase(found);
  return true;
}

void replace_predefined(scope& where, const principal& who, const std::string& role_id) {
  for (const auto& candidate : where.roles)
    if (candidate.predefined && candidate.id != role_id) unassign(where, who, candidate.id);
  assign(where, who, role_id);
}

const service_account* find_service_account(const state& org, const std::string& id) {
  for (const auto& in : org.projects)
    if (const auto* found = in.service_accounts.find(id)) return found;
  return nullptr;
}

bool is_person(const state& org, const std::string& id) {
  return org.users.contains(id) || find_service_account(org, id) != nullptr;
}

void forget(state& org, const principal& who) {
  org.access.held.erase(who);
  for (auto& in : org.projects) {
    in.access.held.erase(who);
    (who.kind == principal_kind::group ? in.groups : in.users).erase(who.id);
  }
  if (who.kind == principal_kind::user)
    for (auto& from : org.groups) from.members.erase(who.id);
}

} // namespace rolecall::emulator
