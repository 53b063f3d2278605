#include "certificates.hpp"
#include "http/tls.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/_experimental/test/stream.hpp>
#include <doctest/doctest.h>

#include <optional>
#include <string>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = rolecall::http;
namespace testing = rolecall::http::testing;

// Handshakes between two streams in memory: names that no resolver knows, and every step failing once.

namespace {

using stream = asio::ssl::stream<beast::test::stream>;

const testing::identity& authority() {
  static const auto made = testing::make_identity({"Test Authority", {}, -3600, 3600, true});
  return made;
}

std::unique_ptr<http::tls> client_for(const std::string& url) {
  static const testing::temporary_file ca(authority().certificate_pem());
  const auto base = http::parse_base_url(url);
  REQUIRE(base.has_value());
  auto made = http::tls::make(*base, ca.path());
  REQUIRE(made.has_value());
  return std::move(*made);
}

asio::ssl::context server_for(const testing::identity& who) {
  asio::ssl::context context(asio::ssl::context::tls_server);
  const std::string certificate = who.certificate_pem();
  const std::string key = who.key_pem();
  context.use_certificate_chain(asio::buffer(certificate));
  context.use_private_key(asio::buffer(key), asio::ssl::context::pem);
  return context;
}

struct shaken {
  boost::system::error_code error; ///< as the client sees it
  http::verdict found;
  std::string server_name; ///< SNI, as the server sees it
  bool server_content = false;
};

shaken shake(http::tls& security, asio::ssl::context& server_context, std::size_t failing_step = 0) {
  asio::io_context io;
  beast::test::fail_count fail(failing_step == 0 ? 1'000'000 : failing_step, asio::error::connection_reset);
  stream client(beast::test::stream(io, fail), security.context());
  stream server(beast::test::stream(io), server_context);
  client.next_layer().connect(server.next_layer());
  shaken out;
  security.prepare(client.native_handle(), out.found);
  client.async_handshake(asio::ssl::stream_base::client, [&](const auto& ec) {
    out.error = ec;
    if (ec) client.next_layer().close(); // the server must not wait for ever
  });
  server.async_handshake(asio::ssl::stream_base::server, [&](const auto& ec) {
    out.server_content = !ec;
    if (ec) server.next_layer().close();
  });
  io.run();
  http::tls::finish(client.native_handle());
  if (const char* const name = SSL_get_servername(server.native_handle(), TLSEXT_NAMETYPE_host_name)) {
    out.server_name = name;
  }
  return out;
}

} // namespace

TEST_SUITE_BEGIN("http::handshake");

TEST_CASE(
    "a name is proved by the alternative names of the certificate, wildcards only as a whole first label") {
  struct row {
    std::string url, common_name, alternative, why_not;
  };
  const row rows[] = {
      {"https://api.example.com", "x", "DNS:api.example.com", ""},
      {"https://API.example.com", "x", "DNS:Api.Example.COM", ""},
      {"https://api.example.com", "x", "DNS:*.example.com", ""},
      {"https://api.example.com", "x", "DNS:a*.example.com", "hostname mismatch"},
      {"https://api.example.com", "x", "DNS:*i.example.com", "hostname mismatch"},
      {"https://a.b.example.com", "x", "DNS:*.example.com", "hostname mismatch"},
      {"https://example.com", "x", "DNS:*.example.com", "hostname mismatch"},
      {"https://api.example.com", "api.example.com", "DNS:other.example.com", "hostname mismatch"},
      {"https://api.example.com", "api.example.com", "email:api@example.com", "hostname mismatch"},
      {"https://api.example.com", "api.example.com", "IP:192.0.2.1", "hostname mismatch"},
      {"https://192.0.2.1", "x", "IP:192.0.2.1", ""},
      {"https://192.0.2.1", "x", "IP:192.0.2.2", "IP address mismatch"},
      {"https://[2001:db8::1]", "x", "IP:2001:db8::1", ""},
      {"https://[2001:db8::1]", "x", "DNS:2001:db8::1", "IP address mismatch"},
  };
  for (const row& r : rows) {
    CAPTURE(r.url);
    CAPTURE(r.alternative);
    const auto security = client_for(r.url);
    auto server = server_for(testing::make_identity({r.common_name, {r.alternative}}, &authority()));
    const auto done = shake(*security, server);
    CHECK(done.error.failed() == !r.why_not.empty());
    CHECK(done.server_content == r.why_not.empty());
    CHECK(done.found.reason == r.why_not);
  }
}

TEST_CASE("the server is told which name is meant, but no address") {
  auto server =
      server_for(testing::make_identity({"x", {"DNS:api.example.com", "IP:192.0.2.1"}}, &authority()));
  CHECK(shake(*client_for("https://api.example.com"), server).server_name == "api.example.com");
  CHECK(shake(*client_for("https://192.0.2.1"), server).server_name.empty());
}

TEST_CASE("whichever step of a handshake fails, it fails as that, until none does") {
  auto server = server_for(testing::make_identity({"x", {"DNS:api.example.com"}}, &authority()));
  std::size_t step = 0;
  shaken done;
  do {
    const auto security = client_for("https://api.example.com");
    done = shake(*security, server, ++step);
    CHECK(done.found.reason.empty());
    if (done.error) CHECK(done.error == asio::error::connection_reset);
  } while (done.error && step < 1000);
  CHECK(step > 3);
  CHECK_FALSE(done.error);
}

TEST_SUITE_END();
