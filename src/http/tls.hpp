#pragma once

// Who the server is: the one place where TLS is set up. There is no way to make it verify less.

#include "http/base_url.hpp"
#include "http/message.hpp"

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>

namespace rolecall::http {

/// What verification found, for the message: filled in during the handshake of the SSL it was given to.
struct verdict {
  std::string reason;  ///< empty: nothing was found wrong
  std::string subject; ///< of the server's certificate
};

/// TLS towards one host and port. Sessions are kept here and so can never be resumed towards another name: a
/// resumed handshake does not look at the name again.
class tls {
public:
  /// CA certificates from `ca_file`, else SSL_CERT_FILE, else the usual places; none found: `refused`. If the
  /// file has revocation lists too, the server's certificate is checked against that of its authority;
  /// nothing is fetched.
  static result<std::unique_ptr<tls>> make(const base_url& to, const std::string& ca_file);

  tls(const tls&) = delete;
  tls& operator=(const tls&) = delete;
  ~tls();

  boost::asio::ssl::context& context() { return context_; }

  /// Before the handshake: the name to verify, SNI, the session to resume. `into` must outlive the handshake.
  void prepare(SSL* ssl, verdict& into) const;
  /// After the handshake: the verdict is forgotten.
  static void finish(SSL* ssl);

private:
  explicit tls(const base_url& to);
  void obey_revocation_lists();
  static int keep_session(SSL* ssl, SSL_SESSION* session);

  std::string host_;
  bool is_address_;
  boost::asio::ssl::context context_;
  SSL_SESSION* session_ = nullptr; ///< the latest, ours
};

} // namespace rolecall::http
