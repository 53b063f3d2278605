#pragma once

// Certificates made while the test runs: good ones, and each kind of bad one.

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <vector>

namespace rolecall::http::testing {

struct wanted_certificate {
  std::string common_name;
  std::vector<std::string> alternative_names; ///< as OpenSSL writes them: "DNS:localhost", "IP:127.0.0.1"
  long begins = -3600;                        ///< seconds from now
  long ends = 3600;
  bool is_authority = false;
};

struct identity {
  std::shared_ptr<EVP_PKEY> key;
  std::shared_ptr<X509> certificate;

  [[nodiscard]] std::string certificate_pem() const;
  [[nodiscard]] std::string key_pem() const;
};

/// Signed by `by`, or by itself.
identity make_identity(const wanted_certificate& wanted, const identity* by = nullptr);

/// The list of `by`, in PEM form, with the certificates of `revoked` on it.
std::string revocation_list_pem(const identity& by, const std::vector<const identity*>& revoked);

/// A file that is gone when this goes.
class temporary_file {
public:
  explicit temporary_file(const std::string& content);
  temporary_file(const temporary_file&) = delete;
  temporary_file& operator=(const temporary_file&) = delete;
  ~temporary_file();
  [[nodiscard]] const std::string& path() const { return path_; }

private:
  std::string path_;
};

} // namespace rolecall::http::testing
