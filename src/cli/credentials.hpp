#pragma once

// The admin key: where it is found, and what people get wrong about it on their first day.

#include "base/secret.hpp"
#include "cli/options.hpp"

#include <optional>
#include <string>
#include <variant>

namespace rolecall::cli {

/// Says why there is no usable key, and what to do. Never holds any part of a key.
struct no_key {
  std::string message;
};

/// From --admin-key-file, else OPENAI_ADMIN_KEY.
std::variant<base::secret, no_key> find_admin_key(const options& chosen);

} // namespace rolecall::cli
