#include "policy/permissions.hpp"

#include <algorithm>
#include <array>

namespace rolecall::policy {
namespace {

using enum works_in;
using enum evidence;

// clang-format off
constexpr std::array table = {
    known_permission{"api.assistants.read", unsure, observed},
    known_permission{"api.assistants.write", unsure, observed},
    known_permission{"api.audit_logs.read", unsure, observed},
    known_permission{"api.files.read", unsure, observed},
    known_permission{"api.files.write", unsure, observed},
    known_permission{"api.fine_tuning.checkpoints.read", unsure, weak},
    known_permission{"api.fine_tuning.checkpoints.write", unsure, weak},
    known_permission{"api.fine_tuning.jobs.read", unsure, observed},
    known_permission{"api.fine_tuning.jobs.write", unsure, observed},
    known_permission{"api.groups.read", organization, documented},
    known_permission{"api.groups.write", organization, documented},
    known_permission{"api.management.read", unsure, observed},
    known_permission{"api.management.write", unsure, observed},
    known_permission{"api.model.read", unsure, documented},
    known_permission{"api.model.request", unsure, documented},
    known_permission{"api.organization.billing.read", unsure, weak},
    known_permission{"api.organization.projects.api_keys.read", projects, documented},
    known_permission{"api.organization.projects.api_keys.self.write", unsure, weak},
    known_permission{"api.organization.projects.api_keys.write", projects, documented},
    known_permission{"api.organization.projects.service_accounts.read", unsure, weak},
    known_permission{"api.organization.projects.service_accounts.write", unsure, weak},
    known_permission{"api.organization.read", unsure, weak},
    known_permission{"api.project.models.read", unsure, weak},
    known_permission{"api.project.models.write", unsure, weak},
    known_permission{"api.project.read", unsure, weak},
    known_permission{"api.projects.read", unsure, weak},
    known_permission{"api.projects.write", unsure, weak},
    known_permission{"api.rate_limits.read", unsure, weak},
    known_permission{"api.rate_limits.write", unsure, weak},
    known_permission{"api.responses.read", unsure, observed},
    known_permission{"api.responses.write", unsure, documented},
    known_permission{"api.threads.read", unsure, observed},
    known_permission{"api.threads.write", unsure, observed},
    known_permission{"api.usage.read", unsure, observed},
    known_permission{"api.vector_stores.read", unsure, weak},
    known_permission{"api.videos.write", unsure, observed},
    known_permission{"api.webhooks.read", unsure, documented},
    known_permission{"model.read", unsure, observed},
    known_permission{"model.request", unsure, observed},
};
// clang-format on

static_assert(std::ranges::is_sorted(table, {}, &known_permission::name));

} // namespace

std::span<const known_permission> known_permissions() { return table; }

const known_permission* find_permission(std::string_view name) {
  const auto* const found = std::ranges::lower_bound(table, name, {}, &known_permission::name);
  return found != table.end() && found->name == name ? found : nullptr;
}

} // namespace rolecall::policy
