#include "base/sha256.hpp"

#include "base/stable_hash.hpp"

#include <openssl/evp.h>

#include <array>
#include <span>
#include <stdexcept>

namespace rolecall::base {

std::string sha256(std::string_view data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(data.data(), data.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("SHA-256 is not available");
  return hex(std::span(digest).first(size));
}

} // namespace rolecall::base
