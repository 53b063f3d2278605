#include "http/tls.hpp"

#include "base/text.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdlib>
#include <new>
#include <optional>
#include <unistd.h>

namespace rolecall::http {
namespace {

constexpr std::array usual_places{
    "/etc/ssl/certs/ca-certificates.crt", // Debian, Ubuntu, Alpine, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",   // Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",             // openSUSE
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
};

int owner_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

int verdict_index() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

std::string subject_of(const X509* certificate) {
  if (certificate == nullptr) return "";
  BIO* const out = BIO_new(BIO_s_mem());
  X509_NAME_print_ex(out, X509_get_subject_name(certificate), 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out, &data);
  std::string subject(data, static_cast<std::size_t>(size));
  BIO_free(out);
  return base::printable(subject);
}

/// Changes nothing of OpenSSL's judgement; notes it down, as the certificate is gone once the handshake has
/// failed.
int note_verdict(int accepted, X509_STORE_CTX* store) {
  if (accepted == 1) return 1;
  const auto* const ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  if (auto* const into = static_cast<verdict*>(SSL_get_ex_data(ssl, verdict_index()))) {
    into->reason = X509_verify_cert_error_string(X509_STORE_CTX_get_error(store));
    into->subject = subject_of(X509_STORE_CTX_get0_cert(store));
  }
  return 0;
}

failure refuse(std::string why) { return {failure_kind::refused, std::move(why)}; }

/// The file of CA certificates to use.
result<std::string> find_bundle(const std::string& ca_file) {
  if (!ca_file.empty()) return ca_file;
  if (const char* const named = std::getenv("SSL_CERT_FILE"); named != nullptr && *named != '\0') {
    return std::string(named);
  }
  for (const char* const place : usual_places) {
    if (::access(place, R_OK) == 0) return std::string(place);
  }
  return refuse(
      "no CA certificates found to verify the server with: install the package ca-certificates, or name a "
      "PEM file with --ca-file or SSL_CERT_FILE");
}

} // namespace

tls::tls(const base_url& to)
    : host_(to.host), is_address_(to.is_address), context_(boost::asio::ssl::context::tls_client) {
  SSL_CTX* const ctx = context_.native_handle();
  SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
  SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, note_verdict);
  constexpr std::array<unsigned char, 9> http_1_1{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  SSL_CTX_set_alpn_protos(ctx, http_1_1.data(), http_1_1.size());
  SSL_CTX_set_ex_data(ctx, owner_index(), this);
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(ctx, &tls::keep_session);
}

tls::~tls() {
  SSL_CTX_set_ex_data(context_.native_handle(), owner_index(),
                      nullptr); // connections may outlive us by a moment
  SSL_SESSION_free(session_);
}

result<std::unique_ptr<tls>> tls::make(const base_url& to, const std::string& ca_file) {
  const auto bundle = find_bundle(ca_file);
  if (!bundle) return bundle.error();
  std::unique_ptr<tls> made(new tls(to));
  ERR_clear_error();
  if (SSL_CTX_load_verify_file(made->context_.native_handle(), bundle->c_str()) != 1) {
    ERR_clear_error();
    return refuse("no CA certificates could be read from " + base::printable(*bundle) +
                  ": it must be a readable file in PEM form");
  }
  made->obey_revocation_lists();
  return made;
}

/// Where the CA file has revocation lists, each server must be shown by one not to be on it.
void tls::obey_revocation_lists() {
  X509_STORE* const store = SSL_CTX_get_cert_store(context_.native_handle());
  const STACK_OF(X509_OBJECT)* const all = X509_STORE_get0_objects(store);
  for (int i = 0; i < sk_X509_OBJECT_num(all); ++i) {
    if (X509_OBJECT_get_type(sk_X509_OBJECT_value(all, i)) == X509_LU_CRL)
      X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
  }
}

void tls::prepare(SSL* ssl, verdict& into) const {
  SSL_set_ex_data(ssl, verdict_index(), &into);
  bool is_set = false;
  if (is_address_) {
    is_set = X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host_.c_str()) == 1;
  } else {
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    std::string name = host_; // SSL_ctrl asks for a pointer to what it could change
    is_set = SSL_set1_host(ssl, host_.c_str()) == 1 &&
             SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data()) == 1;
  }
  if (!is_set) throw std::bad_alloc(); // never go on without the name
  // A copy each: OpenSSL marks a session as spoilt when a connection that uses it goes without a goodbye.
  if (session_ == nullptr) return;
  SSL_SESSION* const copy = SSL_SESSION_dup(session_);
  SSL_set_session(ssl, copy);
  SSL_SESSION_free(copy);
}

void tls::finish(SSL* ssl) { SSL_set_ex_data(ssl, verdict_index(), nullptr); }

int tls::keep_session(SSL* ssl, SSL_SESSION* session) {
  auto* const self = static_cast<tls*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), owner_index()));
  if (self == nullptr) return 0;
  SSL_SESSION_free(self->session_);
  self->session_ = SSL_SESSION_dup(session);
  return 0; // kept a copy, not the session itself
}

} // namespace rolecall::http
