#pragma once

// API keys that were pasted into a policy: found, and never shown.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rolecall::policy {

struct secret_found {
  std::size_t offset = 0;
  std::size_t length = 0;
};

/// The first thing at or after `from` that looks like an OpenAI key (`sk-...`).
std::optional<secret_found> find_secret(std::string_view text, std::size_t from = 0);

/// `text` with every such key as `sk-` and as many stars as it had characters, so that columns stay.
std::string masked(std::string text);

} // namespace rolecall::policy
