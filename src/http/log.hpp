#pragma once

// What happens on the wire, for who asks to see it. A narrow front: the logging library is known to one .cpp
// file.

#include "base/secret.hpp"

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

namespace rolecall::http::log {

enum class level { trace, debug, info, warn, error, off };
enum class format { text, json };

/// The level of that name ("trace" to "off"); nothing if there is none.
std::optional<level> parse_level(std::string_view name);

/// Until called, nothing is logged. Each event is one line, of text or a JSON object.
void configure(level least, format shape, std::FILE* to = stderr);

/// From now on `value` is blotted out wherever it should turn up in a message, as it is, percent-encoded or
/// in base64. An empty one: what was hidden so far is hidden no more.
void hide(const base::secret& value);

/// `text` with the hidden values blotted out, and what it may have of an Authorization header.
std::string without_secrets(std::string_view text);

[[nodiscard]] bool enabled(level of);

/// Foreign text in `message` may be as it came: it is escaped here.
void write(level of, std::string_view message);

/// One exchange, as a structured event.
struct exchange {
  std::string_view route;
  int attempt = 1;
  int status = 0;              ///< 0: no response
  std::string_view failure;    ///< empty: there was one
  std::string_view request_id; ///< the server's x-request-id
  std::chrono::milliseconds took{};
  std::chrono::milliseconds pause{}; ///< waited before it was sent
};
void write(level of, const exchange& done);

} // namespace rolecall::http::log
