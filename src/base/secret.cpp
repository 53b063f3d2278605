#include "base/secret.hpp"

#include <cstddef>
#include <utility>

namespace rolecall::base {

void wipe(std::string& text) noexcept {
  text.resize(text.capacity()); // within capacity: no allocation
  volatile char* byte = text.data();
  for (std::size_t i = 0; i < text.size(); ++i) byte[i] = 0;
  text.clear();
}

// A short text is copied by a move, so what was moved from is wiped all the same.
secret::secret(secret&& other) noexcept : value_(std::move(other.value_)) { wipe(other.value_); }

secret& secret::operator=(secret&& other) noexcept {
  if (this != &other) {
    wipe(value_);
    value_ = std::move(other.value_);
    wipe(other.value_);
  }
  return *this;
}

secret::~secret() { wipe(value_); }

} // namespace rolecall::base
