#include "certificates.hpp"
#include "http/bytes.hpp"
#include "http/exchange.hpp"
#include "http/tls.hpp"
#include "http/tunnel.hpp"
#include "running.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/_experimental/test/stream.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <string>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = rolecall::http;
namespace testing = rolecall::http::testing;

// CONNECT, the handshake behind it, and the exchange behind that, between two streams in memory.

namespace {

using kind = http::failure_kind;
using test_stream = beast::test::stream;
using secure_stream = asio::ssl::stream<test_stream>;

http::time_point soon() { return std::chrono::steady_clock::now() + std::chrono::hours(1); }

http::base_url api() { return http::parse_base_url("https://api.example.com/v1").value(); }

http::proxy through(const std::string& text) { return http::parse_proxy(text, "https_proxy").value(); }

struct asked {
  std::optional<http::failure> why;
  std::string sent;
};

/// What comes of a proxy that says `answer` and closes.
asked ask(const std::string& answer, const std::string& url = "http://proxy.example.com:3128",
          std::size_t at_once = 100000) {
  asio::io_context io;
  http::bytes<test_stream> client(io);
  test_stream other(io);
  client.stream().connect(other);
  client.stream().append(answer);
  client.stream().close_remote();
  client.stream().read_size(at_once);
  const http::proxy by = through(url);
  const http::base_url to = api();
  asked out;
  out.why = testing::run(io, http::open_tunnel(client, by, to, soon()));
  out.sent = std::string(other.str());
  return out;
}

} // namespace

TEST_SUITE_BEGIN("http::tunnel");

TEST_CASE("the proxy is told where to, and the password only where there is one") {
  const std::string fine = "HTTP/1.1 200 Connection established\r\n\r\n";
  const asked plain = ask(fine);
  CHECK_FALSE(plain.why.has_value());
  CHECK(plain.sent == "CONNECT api.example.com:443 HTTP/1.1\r\nHost: api.example.com:443\r\n\r\n");
  CHECK(ask(fine, "http://ada:lovelace@proxy").sent ==
        "CONNECT api.example.com:443 HTTP/1.1\r\nHost: api.example.com:443\r\n"
        "Proxy-Authorization: Basic YWRhOmxvdmVsYWNl\r\n\r\n");
}

TEST_CASE("a way is open after any 2xx, however it comes; interim answers are skipped") {
  for (const std::string answer :
       {"HTTP/1.1 200 Connection established\r\n\r\n", "HTTP/1.0 200 OK\r\nProxy-Agent: x\r\n\r\n",
        "HTTP/1.1 200 \r\n\r\n", "HTTP/1.1 204 x\r\nContent-Length: 5\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"}) {
    CAPTURE(answer);
    CHECK_FALSE(ask(answer).why.has_value());
    CHECK_FALSE(ask(answer, "http://proxy", 1).why.has_value());
  }
}

TEST_CASE("a proxy that does not lead there is named with its answer, and not asked again") {
  struct row {
    std::string answer, url, said;
  };
  const std::string open = "http://proxy.example.com:3128";
  const std::string closed = "http://ada:lovelace@proxy.example.com:3128";
  const row rows[] = {
      {"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n", open,
       "answers 407: it asks for a user and password; write https_proxy=http://USER:PASSWORD@HOST:PORT"},
      {"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: NTLM\r\n\r\n", closed,
       "answers 407: it does not accept the user and password, or asks for them in another way than Basic"},
      {"HTTP/1.1 403 Forbidden\r\n\r\n", open, "answers 403: it does not lead to this host"},
      {"HTTP/1.1 302 Found\r\nLocation: http://login/\r\n\r\n", open, "answers 302"},
      {"HTTP/1.1 101 Switching Protocols\r\n\r\n", open, "answers 101"},
      {"<html><body>Welcome!</body></html>", open, "answers with something that is not HTTP"},
      {"SSH-2.0-OpenSSH_9.2\r\n", open, "answers with something that is not HTTP"},
      {"HTTP/2.0 200 OK\r\n\r\n", open, "answers with something that is not HTTP"},
      {"HTTP/1.1 20 OK\r\n\r\n", open, "answers with something that is not HTTP"},
      {"HTTP/1.1 OK\r\n\r\n", open, "answers with something that is not HTTP"},
      {"HTTP/1.x 200 OK\r\n\r\n", open, "answers with something that is not HTTP"},
      {"HTTP/1.1-200 OK\r\n\r\n", open, "answers with something that is not HTTP"},
      {"HTTP/1.1 200 OK\r\nA: " + std::string(17000, 'x'), open, "answers with headers that are too large"},
      {"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{}", open,
       "sends bytes of its own into the connection"},
  };
  for (const row& r : rows) {
    CAPTURE(r.answer);
    const auto why = ask(r.answer, r.url).why;
    REQUIRE(why.has_value());
    CHECK(why->kind == kind::proxy);
    CHECK_FALSE(why->maybe_sent);
    CHECK(why->message == "the proxy proxy.example.com:3128 (https_proxy) " + r.said);
  }
}

TEST_CASE("a proxy that leads nowhere at the moment is no connection, which may come back") {
  for (const std::string status : {"500 Error", "502 Bad Gateway", "503 Busy", "504 Timeout"}) {
    const auto why = ask("HTTP/1.1 " + status + "\r\nContent-Length: 100000\r\n\r\n<html>").why;
    REQUIRE(why.has_value());
    CHECK(why->kind == kind::unreachable);
    CHECK_FALSE(why->maybe_sent);
    CHECK(why->message == "the proxy proxy.example.com:3128 (https_proxy) answers " + status.substr(0, 3) +
                              ": it does not reach this host");
  }
}

TEST_CASE("a proxy that hangs up before its answer is whole is a lost connection") {
  for (const std::string answer : {"", "HTTP/1.", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\n\r"}) {
    const auto why = ask(answer).why;
    REQUIRE(why.has_value());
    CHECK(why->kind == kind::disconnected);
    CHECK_FALSE(why->maybe_sent);
    CHECK(why->message == "the proxy proxy.example.com:3128 (https_proxy) closed the connection");
  }
}

namespace {

const testing::identity& authority() {
  static const auto made = testing::make_identity({"Test Authority", {}, -3600, 3600, true});
  return made;
}

/// Reads from `stream` up to `end`; empty if there is no such end.
template <class Stream>
asio::awaitable<std::string> read_until(Stream& stream, std::string end) {
  std::string got;
  char byte = 0;
  while (!got.ends_with(end)) {
    const auto done =
        co_await stream.async_read_some(asio::buffer(&byte, 1), asio::as_tuple(asio::use_awaitable));
    if (std::get<0>(done)) co_return "";
    got += byte;
  }
  co_return got;
}

/// A proxy and the server behind it in one.
asio::awaitable<void> serve(std::shared_ptr<secure_stream> stream, int& requests) {
  const auto token = asio::as_tuple(asio::use_awaitable);
  test_stream& below = stream->next_layer();
  const std::string way = co_await read_until(below, "\r\n\r\n");
  if (!way.empty()) {
    const std::string open = "HTTP/1.1 200 OK\r\n\r\n";
    co_await asio::async_write(below, asio::buffer(open), token);
    const auto shaken = co_await stream->async_handshake(asio::ssl::stream_base::server, token);
    if (!std::get<0>(shaken)) {
      const std::string request = co_await read_until(*stream, "\r\n\r\n");
      if (!request.empty()) {
        ++requests;
        const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        co_await asio::async_write(*stream, asio::buffer(answer), token);
      }
    }
  }
  below.close();
}

/// The client's side of it, with each operation of its stream counted.
asio::awaitable<http::result<http::response>> talk(http::bytes<secure_stream>& client, http::tls& security) {
  const http::base_url to = api();
  const http::proxy by = through("http://ada:lovelace@proxy");
  const http::time_point due = soon();
  test_stream& below = client.stream().next_layer();
  {
    http::bytes<test_stream&> tunnel(below);
    const auto why = co_await http::open_tunnel(tunnel, by, to, due);
    if (why) co_return *why;
  }
  http::verdict found;
  security.prepare(client.stream().native_handle(), found);
  const auto token = asio::as_tuple(asio::use_awaitable);
  const auto shaken = co_await client.stream().async_handshake(asio::ssl::stream_base::client, token);
  http::tls::finish(client.stream().native_handle());
  if (std::get<0>(shaken)) co_return http::failure{kind::handshake, std::get<0>(shaken).message()};
  const http::exchange_terms terms{{}, due, "api.example.com:443"};
  const std::string text = "GET /v1/x HTTP/1.1\r\nHost: api.example.com\r\n\r\n";
  const auto done = co_await http::exchange_on(client, text, terms);
  co_return done.outcome;
}

} // namespace

TEST_CASE(
    "whichever step of tunnel, handshake and exchange fails, nothing of it is believed, until none does") {
  const testing::temporary_file ca(authority().certificate_pem());
  const auto who = testing::make_identity({"x", {"DNS:api.example.com"}}, &authority());
  asio::ssl::context context(asio::ssl::context::tls_server);
  const std::string certificate = who.certificate_pem();
  const std::string key = who.key_pem();
  context.use_certificate_chain(asio::buffer(certificate));
  context.use_private_key(asio::buffer(key), asio::ssl::context::pem);
  std::map<kind, int> failures;
  bool succeeded = false;
  for (std::size_t n = 1; !succeeded && n < 1000; ++n) {
    CAPTURE(n);
    asio::io_context io;
    const auto security = http::tls::make(api(), ca.path());
    REQUIRE(security.has_value());
    beast::test::fail_count fail(n, asio::error::connection_reset);
    http::bytes<secure_stream> client(test_stream(io, fail), (*security)->context());
    const auto server = std::make_shared<secure_stream>(test_stream(io), context);
    client.stream().next_layer().connect(server->next_layer());
    int requests = 0;
    asio::co_spawn(io, serve(server, requests), [](std::exception_ptr e) { CHECK_FALSE(e); });
    const auto outcome = testing::run(io, talk(client, **security));
    client.stream().next_layer().close();
    io.restart();
    io.run();
    succeeded = outcome.has_value();
    if (succeeded) {
      CHECK(outcome->body == "{}");
      continue;
    }
    ++failures[outcome.error().kind];
    CHECK((requests == 0 || outcome.error().maybe_sent));
    CHECK((outcome.error().maybe_sent || requests == 0));
  }
  CHECK(succeeded);
  CHECK(failures.size() == 2); // of the tunnel and the exchange: disconnected; and of the handshake
  CHECK(failures[kind::handshake] > 2);
  CHECK(failures[kind::disconnected] >= 4);
}

TEST_SUITE_END();
