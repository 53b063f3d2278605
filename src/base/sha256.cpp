#include "base/sha256.hpp"

#include "base/stable_hash.hpp"

#include <openssl/evp.h>

#include <array>
#include <span>
#include <stdexcept>

namespace rolecall::base {
namespace {

/// Looked up once: OpenSSL takes longer for that than for a short text.
const EVP_MD* algorithm() {
  static const EVP_MD* const found = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return found;
}

} // namespace

std::string sha256(std::string_view data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (!algorithm() || EVP_Digest(data.data(), data.size(), digest.data(), &size, algorithm(), nullptr) != 1)
    throw std::runtime_error("SHA-256 is not available");
  return hex(std::span(digest).first(size));
}

} // namespace rolecall::base
