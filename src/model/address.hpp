#pragma once

// The stable name of every fact, the same in every output:
// project["Checkout"].group["Support"].grant["viewer"].

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::model {

/// Name of a thing. `id` is set only where two live things of that kind and scope share the name.
struct thing_name {
  std::string name;
  std::string id;
  auto operator<=>(const thing_name&) const = default;
};

struct address_part {
  std::string kind; ///< "project", "role", "group", "user", "member", "grant"
  thing_name thing;
  auto operator<=>(const address_part&) const = default;
};

/// A path of parts from the organization down.
class address {
public:
  address() = default;
  [[nodiscard]] address operator/(address_part next) const&;
  [[nodiscard]] address operator/(address_part next) &&;

  [[nodiscard]] const std::vector<address_part>& parts() const { return parts_; }

  /// `kind["NAME"]` joined by dots; names as JSON strings that escape exactly `"`, `\` and control
  /// characters.
  [[nodiscard]] std::string text() const;

  /// What the last part is, told apart by what it is in: "role", "group", "group_grant", "project",
  /// "project_role", "project_group", "project_group_grant", ...
  [[nodiscard]] std::string type() const;

  auto operator<=>(const address&) const = default;

private:
  std::vector<address_part> parts_;
};

} // namespace rolecall::model
