#include "http/fingerprint.hpp"

#include "base/stable_hash.hpp"

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <span>
#include <stdexcept>

namespace rolecall::http {

std::string fingerprint(const base::secret& key, std::string_view host_and_port) {
  constexpr std::string_view purpose = "rolecall remembers\n";
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> hash(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  const auto add = [&](std::string_view text) {
    return EVP_DigestUpdate(hash.get(), text.data(), text.size()) == 1;
  };
  const bool made = hash && EVP_DigestInit_ex(hash.get(), EVP_sha256(), nullptr) == 1 && add(purpose) &&
                    add(host_and_port) && add("\n") && add(key.reveal()) &&
                    EVP_DigestFinal_ex(hash.get(), digest.data(), nullptr) == 1;
  if (!made) throw std::runtime_error("SHA-256 is not available");
  return base::hex(std::span(digest).first(8));
}

} // namespace rolecall::http
