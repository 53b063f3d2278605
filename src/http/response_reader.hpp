#pragma once

// Bytes to one response, without I/O: Beast's parser, and the rules by which a response is believed.

#include "http/exchange.hpp"
#include "http/message.hpp"

#include <memory>
#include <optional>
#include <string_view>

namespace rolecall::http {

class response_reader {
public:
  explicit response_reader(const size_limits& sizes);
  response_reader(const response_reader&) = delete;
  response_reader& operator=(const response_reader&) = delete;
  ~response_reader();

  /// Takes the next bytes as they came. Why they cannot be believed, if so; nothing is to be fed after that.
  std::optional<failure> feed(std::string_view bytes);

  /// The other side announced its end: fine if that is how this response ends.
  std::optional<failure> feed_end();

  [[nodiscard]] bool in_body() const;
  [[nodiscard]] bool done() const;

  /// Whether the connection may be kept; once done().
  [[nodiscard]] bool keeps_connection() const;

  /// Once, when done().
  response take();

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace rolecall::http
