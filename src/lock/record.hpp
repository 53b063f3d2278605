#pragma once

// Who holds a lock: what stands in a lock's file, and what goes to a lock's server, in the form that
// Terraform made common.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace rolecall::lock {

/// By the clock on the wall, which other machines have too.
using wall_time = std::chrono::sys_time<std::chrono::milliseconds>;

struct record {
  std::string id;
  std::string operation; ///< "apply"
  std::string who;       ///< user@host
  std::string version;   ///< of rolecall
  std::string created;   ///< RFC 3339, as it was written
  std::optional<wall_time> renewed;
  std::optional<wall_time> expires; ///< none: it never does

  bool operator==(const record&) const = default;
};

/// An object with Terraform's keys (ID, Operation, Info, Who, Version, Created, Path), and Renewed and
/// Expires where the record has them.
std::string to_json(const record& what);

/// Nothing where `text` is no such object or has no ID. Texts in it are foreign; unknown keys are ignored.
std::optional<record> parse_record(std::string_view text);

/// RFC 3339 in UTC, with or without a fraction.
std::optional<wall_time> parse_time(std::string_view text);

} // namespace rolecall::lock
