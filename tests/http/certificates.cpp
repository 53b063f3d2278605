#include "certificates.hpp"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdlib>
#include <stdexcept>
#include <unistd.h>

namespace rolecall::http::testing {
namespace {

template <class Write>
std::string pem(Write write) {
  BIO* const out = BIO_new(BIO_s_mem());
  write(out);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(out);
  return text;
}

std::shared_ptr<EVP_PKEY> new_key() {
  return {EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), EVP_PKEY_free};
}

void add_extension(X509* to, int id, const std::string& value) {
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, id, value.c_str());
  if (extension == nullptr) throw std::runtime_error("not an extension: " + value);
  X509_add_ext(to, extension, -1);
  X509_EXTENSION_free(extension);
}

void set_name(X509_NAME* name, const std::string& common_name) {
  X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0);
}

} // namespace

std::string identity::certificate_pem() const {
  return pem([this](BIO* out) { PEM_write_bio_X509(out, certificate.get()); });
}

std::string identity::key_pem() const {
  return pem(
      [this](BIO* out) { PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

identity make_identity(const wanted_certificate& wanted, const identity* by) {
  static long serial = 0;
  identity made{new_key(), {X509_new(), X509_free}};
  X509* const x = made.certificate.get();
  X509_set_version(x, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(x), wanted.begins);
  X509_gmtime_adj(X509_getm_notAfter(x), wanted.ends);
  X509_set_pubkey(x, made.key.get());
  set_name(X509_get_subject_name(x), wanted.common_name);
  X509_set_issuer_name(x, X509_get_subject_name(by != nullptr ? by->certificate.get() : x));
  if (wanted.is_authority) add_extension(x, NID_basic_constraints, "critical,CA:TRUE");
  std::string names;
  for (const std::string& name : wanted.alternative_names) names += (names.empty() ? "" : ",") + name;
  if (!names.empty()) add_extension(x, NID_subject_alt_name, names);
  X509_sign(x, by != nullptr ? by->key.get() : made.key.get(), EVP_sha256());
  return made;
}

std::string revocation_list_pem(const identity& by, const std::vector<const identity*>& revoked) {
  const std::shared_ptr<X509_CRL> list(X509_CRL_new(), X509_CRL_free);
  X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(by.certificate.get()));
  const std::shared_ptr<ASN1_TIME> now(X509_gmtime_adj(nullptr, -60), ASN1_TIME_free);
  const std::shared_ptr<ASN1_TIME> later(X509_gmtime_adj(nullptr, 3600), ASN1_TIME_free);
  X509_CRL_set1_lastUpdate(list.get(), now.get());
  X509_CRL_set1_nextUpdate(list.get(), later.get());
  for (const identity* const one : revoked) {
    X509_REVOKED* const entry = X509_REVOKED_new();
    X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(one->certificate.get()));
    X509_REVOKED_set_revocationDate(entry, now.get());
    X509_CRL_add0_revoked(list.get(), entry);
  }
  X509_CRL_sort(list.get());
  X509_CRL_sign(list.get(), by.key.get(), EVP_sha256());
  return pem([&list](BIO* out) { PEM_write_bio_X509_CRL(out, list.get()); });
}

temporary_file::temporary_file(const std::string& content) {
  const char* const folder = std::getenv("TMPDIR");
  path_ = std::string(folder != nullptr ? folder : "/tmp") + "/rolecall-test-XXXXXX";
  const int file = ::mkstemp(path_.data());
  if (file < 0 || ::write(file, content.data(), content.size()) < 0)
    throw std::runtime_error("no temporary file");
  ::close(file);
}

temporary_file::~temporary_file() { ::unlink(path_.c_str()); }

} // namespace rolecall::http::testing
