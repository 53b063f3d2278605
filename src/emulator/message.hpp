#pragma once

// One HTTP exchange as a value. An answer also says how it is to be delivered, so that a fault of the
// connection is decided by the machine and only carried out by a server (or by a simulation that has no
// sockets).

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::emulator {

struct header {
  std::string name;
  std::string value;
};

/// The value of the first header of that name (case-insensitive).
std::optional<std::string_view> find_header(const std::vector<header>& headers, std::string_view name);

void set_header(std::vector<header>& headers, std::string_view name, std::string value);
void remove_header(std::vector<header>& headers, std::string_view name);

struct request {
  std::string method;
  std::string target; ///< path and query as sent, with the prefix: "/v1/organization/roles?limit=10"
  std::vector<header> headers;
  std::string body;
};

/// Up to where an answer is sent.
enum class extent { whole, nothing, half_head, head, half_body };

/// What happens to the connection then. `cut`: closed without TLS's good-bye. `hang`: silence until the
/// client leaves.
enum class ending { keep_alive, close, cut, reset, hang };

struct delivery {
  std::chrono::milliseconds delay{0}; ///< before the first byte
  std::string preamble;               ///< bytes ahead of the status line, as a 1xx answer
  std::string leftover;               ///< bytes behind the body that belong to no answer
  extent sent = extent::whole;
  ending then = ending::keep_alive;
  bool length_told = true;                ///< else the body ends where the connection does
  std::chrono::milliseconds head_pace{0}; ///< between two bytes of the head; 0 sends all at once
  std::chrono::milliseconds body_pace{0};
};

struct response {
  int status = 200;
  std::vector<header> headers;
  std::string body;
  delivery how;
};

/// Whether the client gets to see a status at all.
bool is_answered(const response& answer);

/// Status line and headers with the empty line at the end; adds Content-Length unless a header already speaks
/// of the length or the status has no body.
std::string head_text(const response& answer);

} // namespace rolecall::emulator
