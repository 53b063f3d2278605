#include "apply/words.hpp"

#include "base/text.hpp"

namespace rolecall::apply {

std::string words(const std::string& name, const std::vector<std::string>& permissions) {
  std::string out = "role " + base::quoted(name) + " with permissions [";
  for (const std::string& permission : permissions)
    out += (out.back() == '[' ? "" : ", ") + base::printable(permission);
  return out + "]";
}

std::string words(const model::live_role& role) { return words(role.name, role.permissions); }

std::string_view word(model::group_owner owner) {
  switch (owner) {
  case model::group_owner::organization: return "organization";
  case model::group_owner::identity_provider: return "identity_provider";
  case model::group_owner::tenant: return "tenant";
  case model::group_owner::unknown: return "unknown";
  }
  return {};
}

std::string_view word(model::invite_status status) {
  switch (status) {
  case model::invite_status::pending: return "pending";
  case model::invite_status::accepted: return "accepted";
  case model::invite_status::expired: return "expired";
  }
  return {};
}

} // namespace rolecall::apply
