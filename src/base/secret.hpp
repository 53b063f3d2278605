#pragma once

#include <string>

namespace rolecall::base {

/// A value that must not be seen: no formatter, no operator<<, no comparison; wiped when it goes.
class secret {
public:
  explicit secret(std::string value) : value_(std::move(value)) {}
  secret(const secret&) = delete;
  secret& operator=(const secret&) = delete;
  secret(secret&& other) noexcept;
  secret& operator=(secret&& other) noexcept;
  ~secret();

  /// For the one place that sends it.
  [[nodiscard]] const std::string& reveal() const noexcept { return value_; }

private:
  std::string value_;
};

/// Overwrites the bytes of `text`, also those it keeps in reserve, and empties it.
void wipe(std::string& text) noexcept;

} // namespace rolecall::base
