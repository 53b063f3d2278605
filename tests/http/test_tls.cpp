#include "certificates.hpp"
#include "http/tls_transport.hpp"
#include "loopback_server.hpp"
#include "running.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <string>

namespace asio = boost::asio;
namespace http = rolecall::http;
namespace testing = rolecall::http::testing;

namespace {

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

http::time_point soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(20); }

const testing::identity& authority() {
  static const auto made = testing::make_identity({"Test Authority", {}, -3600, 3600, true});
  return made;
}

const std::string& ca_file() {
  static const testing::temporary_file file(authority().certificate_pem());
  return file.path();
}

testing::server_options answering(const testing::identity& who) {
  testing::server_options options;
  options.who = &who;
  options.answer = [](int, const std::string&) { return ok; };
  return options;
}

std::unique_ptr<http::transport> transport_to(asio::io_context& io, const std::string& host,
                                              std::uint16_t port, const std::string& ca = ca_file()) {
  auto base = http::parse_base_url("https://" + host + ":" + std::to_string(port) + "/v1");
  REQUIRE(base.has_value());
  http::transport_options options{*base, rolecall::base::secret("sk-admin-test")};
  options.ca_file = ca;
  auto made = http::make_transport(io.get_executor(), std::move(options));
  REQUIRE(made.has_value());
  return std::move(*made);
}

http::request get(const std::string& target = "/organization/groups") {
  return {http::method::get, target, "GET " + target};
}

} // namespace

TEST_SUITE_BEGIN("http::tls");

TEST_CASE("a server that proves its name is sent the request, with the key, and its answer comes back") {
  asio::io_context io;
  const auto who = testing::make_identity({"whoever", {"DNS:localhost"}}, &authority());
  testing::loopback_server server(io, answering(who));
  const auto transport = transport_to(io, "localhost", server.port());
  const auto answer = testing::run(io, transport->exchange(get("/organization/groups?limit=100"), soon()));
  REQUIRE(answer.has_value());
  CHECK(answer->status == 200);
  CHECK(answer->body == "{}");
  REQUIRE(server.saw().requests.size() == 1);
  CHECK(server.saw().requests[0] ==
        "GET /v1/organization/groups?limit=100 HTTP/1.1\r\nHost: localhost:" + std::to_string(server.port()) +
            "\r\nAuthorization: Bearer sk-admin-test\r\nAccept: application/json\r\n"
            "User-Agent: rolecall/" ROLECALL_VERSION "\r\n\r\n");
}

TEST_CASE("an IP address is verified against the addresses in the certificate") {
  asio::io_context io;
  const auto who = testing::make_identity({"whoever", {"IP:127.0.0.1"}}, &authority());
  testing::loopback_server server(io, answering(who));
  const auto transport = transport_to(io, "127.0.0.1", server.port());
  CHECK(testing::run(io, transport->exchange(get(), soon())).has_value());
}

// Covers F3.
TEST_CASE("a certificate that proves nothing is refused, and nothing is sent after the handshake") {
  constexpr long day = 86400;
  const testing::identity other = testing::make_identity({"Other Authority", {}, -3600, 3600, true});
  struct row {
    std::string what;
    testing::wanted_certificate wanted;
    const testing::identity* signer;
    std::string host;
    std::string reason;
  };
  const row rows[] = {
      {"expired",
       {"ada", {"DNS:localhost"}, -2 * day, -day},
       &authority(),
       "localhost",
       "certificate has expired"},
      {"not yet valid",
       {"ada", {"DNS:localhost"}, day, 2 * day},
       &authority(),
       "localhost",
       "certificate is not yet valid"},
      {"wrong host", {"ada", {"DNS:other.example"}}, &authority(), "localhost", "hostname mismatch"},
      {"name only in CN", {"localhost", {}}, &authority(), "localhost", "hostname mismatch"},
      {"unknown CA",
       {"ada", {"DNS:localhost"}},
       &other,
       "localhost",
       "unable to get local issuer certificate"},
      {"self-signed", {"ada", {"DNS:localhost"}}, nullptr, "localhost", "self-signed certificate"},
      {"address only as a name",
       {"127.0.0.1", {"DNS:127.0.0.1"}},
       &authority(),
       "127.0.0.1",
       "IP address mismatch"},
  };
  for (const auto versions : {testing::tls_versions::only_1_2, testing::tls_versions::only_1_3}) {
    for (const row& r : rows) {
      CAPTURE(r.what);
      asio::io_context io;
      const auto who = testing::make_identity(r.wanted, r.signer);
      auto options = answering(who);
      options.versions = versions;
      testing::loopback_server server(io, options);
      const auto transport = transport_to(io, r.host, server.port());
      const auto answer = testing::run(io, transport->exchange(get(), soon()));
      REQUIRE(answer.has_error());
      CHECK(answer.error().kind == http::failure_kind::untrusted);
      CHECK_FALSE(answer.error().maybe_sent);
      CHECK(answer.error().message == r.host + ":" + std::to_string(server.port()) +
                                          ": the server's certificate is not trusted: " + r.reason +
                                          " (subject: CN = " + r.wanted.common_name + ")");
      while (server.saw().failed_handshakes == 0) REQUIRE(io.run_one() > 0);
      io.poll();
      CHECK(server.saw().requests.empty());
      CHECK(server.saw().bytes_after_failure == 0);
    }
  }
}

TEST_CASE("a CA file with a revocation list: who is on it is refused; without a list nobody asks for one") {
  const auto who = testing::make_identity({"ada", {"DNS:localhost"}}, &authority());
  const auto other = testing::make_identity({"grace", {"DNS:localhost"}}, &authority());
  const auto stranger = testing::make_identity({"Other Authority", {}, -3600, 3600, true});
  const std::string own = authority().certificate_pem();
  struct row {
    std::string ca, reason;
  };
  const row rows[] = {
      {own, ""},
      {own + testing::revocation_list_pem(authority(), {&other}), ""},
      {own + testing::revocation_list_pem(authority(), {&other, &who}), "certificate revoked"},
      {own + testing::revocation_list_pem(stranger, {}), "unable to get certificate CRL"},
  };
  for (const row& r : rows) {
    CAPTURE(r.reason);
    asio::io_context io;
    testing::loopback_server server(io, answering(who));
    const testing::temporary_file file(r.ca);
    const auto transport = transport_to(io, "localhost", server.port(), file.path());
    const auto answer = testing::run(io, transport->exchange(get(), soon()));
    CHECK(answer.has_value() == r.reason.empty());
    if (r.reason.empty()) continue;
    CHECK(answer.error().kind == http::failure_kind::untrusted);
    CHECK(answer.error().message.find("not trusted: " + r.reason + " (") != std::string::npos);
    CHECK(server.saw().requests.empty());
  }
}

TEST_CASE("what a certificate says of itself cannot reach the terminal as it is") {
  asio::io_context io;
  const auto who = testing::make_identity({"x\x1b[2J\xe2\x80\xaey", {"DNS:other.example"}}, &authority());
  testing::loopback_server server(io, answering(who));
  const auto transport = transport_to(io, "localhost", server.port());
  const auto answer = testing::run(io, transport->exchange(get(), soon()));
  REQUIRE(answer.has_error());
  CHECK(answer.error().message.find('\x1b') == std::string::npos);
  CHECK(answer.error().message.ends_with("\\u{202e}y)"));
}

// Covers F3, F4.
TEST_CASE("TLS older than 1.2, and plain HTTP where TLS is expected, are refused for good") {
  asio::io_context io;
  const auto who = testing::make_identity({"whoever", {"DNS:localhost"}}, &authority());
  auto old = answering(who);
  old.versions = testing::tls_versions::up_to_1_1;
  testing::loopback_server old_server(io, old);
  const auto to_old = transport_to(io, "localhost", old_server.port());
  const auto from_old = testing::run(io, to_old->exchange(get(), soon()));
  REQUIRE(from_old.has_error());
  CHECK(from_old.error().kind == http::failure_kind::untrusted);
  CHECK(old_server.saw().requests.empty());
  auto plain = answering(who);
  plain.who = nullptr;
  plain.greeting = "HTTP/1.1 400 Bad Request\r\n\r\n";
  testing::loopback_server plain_server(io, plain);
  const auto to_plain = transport_to(io, "localhost", plain_server.port());
  const auto from_plain = testing::run(io, to_plain->exchange(get(), soon()));
  REQUIRE(from_plain.has_error());
  CHECK(from_plain.error().kind == http::failure_kind::untrusted);
  CHECK(plain_server.saw().requests.empty());
}

// Covers F4.
TEST_CASE("a handshake that hangs ends at the deadline and may be tried again") {
  asio::io_context io;
  asio::ip::tcp::acceptor silent(io, {asio::ip::address_v4::loopback(), 0});
  const auto transport = transport_to(io, "localhost", silent.local_endpoint().port());
  const auto now = std::chrono::steady_clock::now();
  const auto answer = testing::run(io, transport->exchange(get(), now + std::chrono::milliseconds(20)));
  REQUIRE(answer.has_error());
  CHECK(answer.error().kind == http::failure_kind::handshake);
  CHECK_FALSE(answer.error().maybe_sent);
}

TEST_CASE("a connection is kept under TLS too, unless something more has come that nobody asked for") {
  asio::io_context io;
  const auto who = testing::make_identity({"whoever", {"DNS:localhost"}}, &authority());
  testing::loopback_server tidy(io, answering(who));
  const auto to_tidy = transport_to(io, "localhost", tidy.port());
  for (int i = 0; i < 3; ++i) CHECK(testing::run(io, to_tidy->exchange(get(), soon())).has_value());
  CHECK(tidy.saw().connections == 1);
  // The first response fills a TLS record to its last byte, so that the second one is a record of its own.
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 16342\r\n\r\n";
  const std::string first = head + std::string(16384 - head.size(), 'x');
  REQUIRE(head.size() + 16342 == 16384);
  auto options = answering(who);
  options.answer = [&](int, const std::string&) {
    return first + "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
  };
  testing::loopback_server untidy(io, options);
  const auto to_untidy = transport_to(io, "localhost", untidy.port());
  for (int i = 0; i < 3; ++i) {
    const auto answer = testing::run(io, to_untidy->exchange(get(), soon()));
    REQUIRE(answer.has_value());
    CHECK(answer->status == 200);
  }
  CHECK(untidy.saw().connections == 3);
}

// Covers F7.
TEST_CASE("an end without a goodbye is fine behind a whole response and cuts one that has no length") {
  asio::io_context io;
  const auto who = testing::make_identity({"whoever", {"DNS:localhost"}}, &authority());
  auto whole = answering(who);
  whole.answers_each = 1;
  testing::loopback_server whole_server(io, whole);
  const auto to_whole = transport_to(io, "localhost", whole_server.port());
  CHECK(testing::run(io, to_whole->exchange(get(), soon())).has_value());
  auto open_ended = whole;
  open_ended.answer = [](int, const std::string&) { return std::string("HTTP/1.1 200 OK\r\n\r\n{}"); };
  testing::loopback_server open_server(io, open_ended);
  const auto to_open = transport_to(io, "localhost", open_server.port());
  const auto cut = testing::run(io, to_open->exchange(get(), soon()));
  REQUIRE(cut.has_error());
  CHECK(cut.error().kind == http::failure_kind::disconnected);
}

TEST_CASE("of many connections the first alone makes a full handshake") {
  for (const auto versions : {testing::tls_versions::only_1_2, testing::tls_versions::only_1_3}) {
    asio::io_context io;
    const auto who = testing::make_identity({"whoever", {"DNS:localhost"}}, &authority());
    auto options = answering(who);
    options.versions = versions;
    testing::loopback_server server(io, options);
    const auto transport = transport_to(io, "localhost", server.port());
    int answered = 0;
    for (int i = 0; i < 8; ++i) {
      asio::co_spawn(io, transport->exchange(get(), soon()),
                     [&](std::exception_ptr, const auto& r) { answered += r ? 1 : 0; });
    }
    while (answered < 8) REQUIRE(io.run_one() > 0);
    CHECK(server.saw().connections > 2);
    CHECK(server.saw().resumed == server.saw().connections - 1);
  }
}

TEST_CASE("a session serves again and again, also after connections that ended without a goodbye") {
  for (const auto versions : {testing::tls_versions::only_1_2, testing::tls_versions::only_1_3}) {
    asio::io_context io;
    const auto who = testing::make_identity({"whoever", {"DNS:localhost"}}, &authority());
    auto options = answering(who);
    options.versions = versions;
    options.answers_each = 1;
    testing::loopback_server server(io, options);
    const auto transport = transport_to(io, "localhost", server.port());
    for (int i = 0; i < 6; ++i) CHECK(testing::run(io, transport->exchange(get(), soon())).has_value());
    CHECK(server.saw().connections == 6);
    CHECK(server.saw().resumed == 5);
  }
}

TEST_CASE("a session made under one name is never resumed under another") {
  asio::io_context io;
  const auto who = testing::make_identity({"whoever", {"DNS:localhost"}}, &authority());
  testing::loopback_server server(io, answering(who));
  const auto by_name = transport_to(io, "localhost", server.port());
  CHECK(testing::run(io, by_name->exchange(get(), soon())).has_value());
  const auto by_address = transport_to(io, "127.0.0.1", server.port());
  const auto answer = testing::run(io, by_address->exchange(get(), soon()));
  REQUIRE(answer.has_error());
  CHECK(answer.error().kind == http::failure_kind::untrusted);
  CHECK(server.saw().resumed == 0);
  CHECK(server.saw().requests.size() == 1);
}

TEST_CASE("behind a proxy that does not lead to it the server is not connected to") {
  const auto who = testing::make_identity({"whoever", {"DNS:localhost"}}, &authority());
  struct row {
    std::string answer; ///< of the proxy; empty: it hangs up
    http::failure_kind kind;
    std::string said;
  };
  const row rows[] = {
      {"HTTP/1.1 407 x\r\n\r\n", http::failure_kind::proxy, "it asks for a user and password"},
      {"HTTP/1.1 502 x\r\nContent-Length: 3\r\n\r\nbad", http::failure_kind::unreachable,
       "it does not reach this host"},
      {"<html>", http::failure_kind::proxy, "something that is not HTTP"},
      {"", http::failure_kind::disconnected, "closed the connection"},
      {"HTTP/1.1 200 x\r\n\r\n", http::failure_kind::disconnected, "through the proxy 127.0.0.1:"},
  };
  for (const row& r : rows) {
    CAPTURE(r.answer);
    asio::io_context io;
    testing::loopback_server server(io, answering(who));
    testing::server_options options;
    options.answer = [&r](int number, const std::string&) { return number == 1 ? r.answer : ""; };
    options.answers_each = 1;
    testing::loopback_server proxy(io, options);
    const auto base = http::parse_base_url("https://localhost:" + std::to_string(server.port()));
    http::transport_options through{*base, rolecall::base::secret("sk-admin-test")};
    through.ca_file = ca_file();
    through.through = *http::parse_proxy("http://127.0.0.1:" + std::to_string(proxy.port()), "https_proxy");
    const auto transport = *http::make_transport(io.get_executor(), std::move(through));
    const auto answer = testing::run(io, transport->exchange(get(), soon()));
    REQUIRE(answer.has_error());
    CHECK(answer.error().kind == r.kind);
    CHECK_FALSE(answer.error().maybe_sent);
    CHECK(answer.error().message.find(r.said) != std::string::npos);
    CHECK(server.saw().connections == 0);
    REQUIRE(proxy.saw().requests.size() == 1);
    CHECK(proxy.saw().requests[0].find("sk-admin") == std::string::npos);
  }
}

TEST_CASE("a proxy that says nothing is left at the deadline of connecting, one that is not there is named") {
  asio::io_context io;
  asio::ip::tcp::acceptor silent(io, {asio::ip::address_v4::loopback(), 0});
  const std::string port = std::to_string(silent.local_endpoint().port());
  const auto ask = [&] {
    const auto base = http::parse_base_url("https://api.rolecall.test");
    http::transport_options through{*base, rolecall::base::secret("sk-admin-test")};
    through.ca_file = ca_file();
    through.through = *http::parse_proxy("127.0.0.1:" + port, "HTTPS_PROXY");
    through.limits.connect = std::chrono::milliseconds(20);
    const auto transport = *http::make_transport(io.get_executor(), std::move(through));
    return testing::run(io, transport->exchange(get(), soon()));
  };
  const auto hung = ask();
  REQUIRE(hung.has_error());
  CHECK(hung.error().kind == http::failure_kind::handshake);
  CHECK(hung.error().message ==
        "api.rolecall.test:443: the proxy 127.0.0.1:" + port + " (HTTPS_PROXY) did not answer in time");
  silent.close();
  const auto gone = ask();
  REQUIRE(gone.has_error());
  CHECK(gone.error().kind == http::failure_kind::unreachable);
  CHECK(gone.error().message == "the proxy 127.0.0.1:" + port +
                                    " (HTTPS_PROXY): no connection: Connection refused (address 127.0.0.1)");
}

TEST_CASE("without readable CA certificates there is no transport") {
  asio::io_context io;
  const auto base = http::parse_base_url("https://localhost");
  REQUIRE(base.has_value());
  http::transport_options missing{*base, rolecall::base::secret("k")};
  missing.ca_file = "/nowhere/ca.pem";
  const auto made = http::make_transport(io.get_executor(), std::move(missing));
  REQUIRE(made.has_error());
  CHECK(made.error().message ==
        "no CA certificates could be read from /nowhere/ca.pem: it must be a readable file in PEM form");
}

TEST_SUITE_END();
