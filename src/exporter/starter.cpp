#include "exporter/starter.hpp"

#include "base/text.hpp"

namespace rolecall::exporter {
namespace {

constexpr const char* text =
    R"(# The access rules of an OpenAI organization. This policy changes nothing yet: write what you want, or take
# the "#" away before the examples. README, "The policy", explains every key.
version: 1

# The only organization that this policy may touch. "rolecall whoami" tells its id.
#organization: org-example

# additive: rolecall adds and changes what is written here, and removes nothing.
# authoritative: it also removes what the lists below do not have. A list that is not written is not managed.
manage: additive

# Roles of the organization, each with exactly these permissions. owner and reader are always there.
#roles:
#  Group Manager:
#    description: Keeps groups in order
#    permissions: [api.groups.read, api.groups.write]

# Roles of projects. Each is created in every project that grants it. owner, member and viewer are always there.
#project_roles:
#  Key Steward:
#    description: Looks after the project's API keys
#    permissions:
#      - api.organization.projects.api_keys.read
#      - api.organization.projects.api_keys.write

# Groups: who is in them, and which roles they hold in the organization.
#groups:
#  Support Team:
#    members: [ada@example.com, grace@example.com]
#    roles: [reader, Group Manager]
#  Security:
#    create: false # comes from the identity provider, which manages its members

# Organization roles that users hold themselves, not through a group.
#users:
#  ada@example.com:
#    roles: [owner]

# Who holds which role in which project. Projects must exist, unless "create: true" is written.
#projects:
#  Checkout:
#    groups:
#      Support Team: [member, Key Steward]
#    users:
#      grace@example.com: [viewer]

# The same in every active project whose name matches, also in those that are created tomorrow.
#templates:
#  - match: ["prod-*"]
#    groups:
#      Security: [viewer]
)";

} // namespace

std::string starter(const std::string& schema) {
  return "# yaml-language-server: $schema=" + base::printable(schema) + "\n" + text;
}

} // namespace rolecall::exporter
