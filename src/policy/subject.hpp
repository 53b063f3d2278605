#pragma once

// What a finding is about, for its address.

#include "model/address.hpp"
#include "model/policy.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace rolecall::policy {

/// A thing and what it is in, as a chain of values on the stack: nothing is built unless something is found.
/// Beside the kinds of model::address a policy has `project_role["R"]` (of project_roles),
/// `permission_set["S"]`, `template["GLOB, GLOB"]`, and in roles and sets `permission["P"]`.
struct subject {
  const subject* within = nullptr;
  std::string_view kind;
  std::string_view name;

  /// As addresses are written.
  [[nodiscard]] std::string text() const;
};

/// What a template goes by in addresses: its globs.
std::string name_of_template(const model::project_template& t);

/// The address that `text` writes; nothing if a policy has no such thing to speak of.
std::optional<model::address> parse_address(std::string_view text);

/// `text` as model::address writes the same address; nothing if a policy has no such thing to speak of.
std::optional<std::string> canonical_address(std::string_view text);

} // namespace rolecall::policy
