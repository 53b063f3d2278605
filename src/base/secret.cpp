#include "base/secret.hpp"

#include <cstddef>

namespace rolecall::base {

void wipe(std::string& text) noexcept {
  text.resize(text.capacity()); // within capacity: no allocation
  volatile char* byte = text.data();
  for (std::size_t i = 0; i < text.size(); ++i) byte[i] = 0;
  text.clear();
}

secret::secret(secret&& other) noexcept : value_(other.value_) { wipe(other.value_); }

secret& secret::operator=(secret&& other) noexcept {
  if (this != &other) {
    wipe(value_);
    value_ = other.value_;
    wipe(other.value_);
  }
  return *this;
}

secret::~secret() { wipe(value_); }

} // namespace rolecall::base
