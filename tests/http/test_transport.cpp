#include "http/connect.hpp"
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

// The pool and its connections, over plain TCP on loopback.

namespace {

using kind = http::failure_kind;
const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

http::time_point soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(20); }

std::unique_ptr<http::transport> transport_to(asio::io_context& io, std::uint16_t port,
                                              int connections = 16) {
  auto base = http::parse_base_url("http://127.0.0.1:" + std::to_string(port) + "/v1");
  REQUIRE(base.has_value());
  http::transport_options options{*base, rolecall::base::secret("sk-admin-test")};
  options.connections = connections;
  auto made = http::make_transport(io.get_executor(), std::move(options));
  REQUIRE(made.has_value());
  return std::move(*made);
}

testing::server_options answering(std::function<std::string(int, const std::string&)> answer) {
  testing::server_options options;
  options.answer = std::move(answer);
  return options;
}

http::request ask(http::method verb, const std::string& target = "/x") { return {verb, target, "x", ""}; }

} // namespace

TEST_SUITE_BEGIN("http::transport");

TEST_CASE("a connection is kept and used again") {
  asio::io_context io;
  testing::loopback_server server(io, answering([](int, const std::string&) { return ok; }));
  const auto transport = transport_to(io, server.port());
  for (int i = 0; i < 5; ++i) {
    CHECK(testing::run(io, transport->exchange(ask(http::method::get), soon())).has_value());
  }
  CHECK(server.saw().requests.size() == 5);
  CHECK(server.saw().connections == 1);
}

TEST_CASE("a body is sent with its type and length, and a POST without one says so") {
  asio::io_context io;
  testing::loopback_server server(io, answering([](int, const std::string&) { return ok; }));
  const auto transport = transport_to(io, server.port());
  http::request create(http::method::post, "/organization/groups", "POST /organization/groups",
                       R"({"name":"x"})");
  testing::run(io, transport->exchange(std::move(create), soon()));
  testing::run(io, transport->exchange(ask(http::method::post, "/archive"), soon()));
  testing::run(io, transport->exchange(ask(http::method::del, "/y"), soon()));
  REQUIRE(server.saw().requests.size() == 3);
  const auto& sent = server.saw().requests;
  CHECK(sent[0].starts_with("POST /v1/organization/groups HTTP/1.1\r\n"));
  CHECK(sent[0].ends_with("Content-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"name\":\"x\"}"));
  CHECK(sent[1].ends_with("\r\nContent-Length: 0\r\n\r\n"));
  CHECK(sent[2].starts_with("DELETE /v1/y HTTP/1.1\r\n"));
  CHECK(sent[2].find("Content-Length") == std::string::npos);
  for (const auto& request : sent) CHECK(request.find("Accept-Encoding") == std::string::npos);
}

TEST_CASE(
    "a kept connection that dies without an answer: a GET goes out once more, a write is left in doubt") {
  asio::io_context io;
  testing::loopback_server server(
      io, answering([](int number, const std::string&) { return number == 1 ? ok : ""; }));
  const auto transport = transport_to(io, server.port());
  CHECK(testing::run(io, transport->exchange(ask(http::method::get), soon())).has_value());
  CHECK(testing::run(io, transport->exchange(ask(http::method::get), soon())).has_value());
  CHECK(server.saw().on_connection == std::vector<int>{1, 1, 2});
  for (const auto verb : {http::method::post, http::method::del}) {
    const auto before = server.saw().requests.size();
    const auto answer = testing::run(io, transport->exchange(ask(verb), soon()));
    REQUIRE(answer.has_error());
    CHECK(answer.error().kind == kind::disconnected);
    CHECK(answer.error().maybe_sent);
    CHECK(server.saw().requests.size() == before + 1);
    CHECK(testing::run(io, transport->exchange(ask(http::method::get), soon()))
              .has_value()); // a connection again
  }
}

// Covers F6.
TEST_CASE("a new connection that dies without an answer is a failure at once") {
  asio::io_context io;
  testing::loopback_server server(io, answering([](int, const std::string&) { return ""; }));
  const auto transport = transport_to(io, server.port());
  const auto answer = testing::run(io, transport->exchange(ask(http::method::get), soon()));
  REQUIRE(answer.has_error());
  CHECK(answer.error().kind == kind::disconnected);
  CHECK(server.saw().requests.size() == 1);
}

// Covers F6.
TEST_CASE("a connection the server has closed is not used for a write") {
  asio::io_context io;
  testing::loopback_server server(io, answering([](int, const std::string&) { return ok; }));
  const auto transport = transport_to(io, server.port());
  CHECK(testing::run(io, transport->exchange(ask(http::method::get), soon())).has_value());
  server.hang_up();
  CHECK(testing::run(io, transport->exchange(ask(http::method::post), soon())).has_value());
  CHECK(server.saw().on_connection == std::vector<int>{1, 2});
}

// Covers F9.
TEST_CASE("an answer nobody asked for is not taken for the next one's") {
  asio::io_context io;
  int asked = 0;
  testing::loopback_server server(io, answering([&](int, const std::string&) {
                                    ++asked;
                                    return asked == 1
                                               ? ok + "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
                                               : ok;
                                  }));
  const auto transport = transport_to(io, server.port());
  CHECK(testing::run(io, transport->exchange(ask(http::method::get), soon())).error().kind == kind::protocol);
  const auto next = testing::run(io, transport->exchange(ask(http::method::get), soon()));
  REQUIRE(next.has_value());
  CHECK(next->status == 200);
  CHECK(server.saw().connections == 2);
}

TEST_CASE("there are never more connections than allowed, and everyone gets a turn") {
  asio::io_context io;
  testing::loopback_server server(io, answering([](int, const std::string&) { return ok; }));
  const auto transport = transport_to(io, server.port(), 3);
  int answered = 0;
  for (int i = 0; i < 50; ++i) {
    asio::co_spawn(io, transport->exchange(ask(http::method::get), soon()),
                   [&](std::exception_ptr, const auto& r) { answered += r ? 1 : 0; });
  }
  while (answered < 50) REQUIRE(io.run_one() > 0);
  CHECK(server.saw().connections == 3);
}

// Covers F2.
TEST_CASE("no server: the failure names the address, and nothing was sent") {
  asio::io_context io;
  std::uint16_t port = 0;
  {
    asio::ip::tcp::acceptor reserved(io, {asio::ip::address_v4::loopback(), 0});
    port = reserved.local_endpoint().port();
  }
  const auto transport = transport_to(io, port);
  const auto answer = testing::run(io, transport->exchange(ask(http::method::post), soon()));
  REQUIRE(answer.has_error());
  CHECK(answer.error().kind == kind::unreachable);
  CHECK_FALSE(answer.error().maybe_sent);
  CHECK(answer.error().message ==
        "127.0.0.1:" + std::to_string(port) + ": no connection: Connection refused (address 127.0.0.1)");
}

TEST_CASE("plain TCP is spoken to this machine only, whatever an address book says") {
  asio::io_context io;
  const http::base_url elsewhere{false, true, "192.0.2.1", 80, ""};
  const auto opened = testing::run(io, http::connect(io.get_executor(), http::way{elsewhere}, soon()));
  REQUIRE(opened.has_error());
  CHECK(opened.error().message == "192.0.2.1:80: no connection: it has no address that may be used");
}

// Covers F8.
TEST_CASE("a server that never answers is left at the deadline, in doubt") {
  asio::io_context io;
  asio::ip::tcp::acceptor silent(io, {asio::ip::address_v4::loopback(), 0});
  const auto transport = transport_to(io, silent.local_endpoint().port());
  const auto at = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
  const auto answer = testing::run(io, transport->exchange(ask(http::method::post), at));
  REQUIRE(answer.has_error());
  CHECK(answer.error().kind == kind::timed_out);
  CHECK(answer.error().maybe_sent);
}

TEST_CASE("a target that would change the request is refused before anything is sent") {
  asio::io_context io;
  testing::loopback_server server(io, answering([](int, const std::string&) { return ok; }));
  const auto transport = transport_to(io, server.port());
  for (const std::string target :
       {"", "x", "/a b", "/a\r\nX: y", "/a#b", "/../x", "/a/..", "/a/./b?c", "/\xc3\xa4"}) {
    const auto answer = testing::run(io, transport->exchange(ask(http::method::get, target), soon()));
    REQUIRE(answer.has_error());
    CHECK(answer.error().kind == kind::refused);
  }
  CHECK(server.saw().connections == 0);
}

TEST_CASE("a key that cannot be one is refused without being shown") {
  asio::io_context io;
  const auto base = http::parse_base_url("http://127.0.0.1:1");
  for (const std::string key : {"", "sk-admin-abc\n", " sk-admin-abc", "sk-admin abc", "sk-\xc3\xa4"}) {
    http::transport_options options{*base, rolecall::base::secret(key)};
    const auto made = http::make_transport(io.get_executor(), std::move(options));
    REQUIRE(made.has_error());
    CHECK(made.error().kind == kind::refused);
    CHECK(made.error().message.find("sk-") == std::string::npos);
  }
}

TEST_CASE("exchanges cut off in the middle unwind after their transport has gone") {
  for (int steps = 0; steps < 30; ++steps) {
    asio::io_context io;
    testing::loopback_server server(io, answering([](int, const std::string&) { return ok; }));
    auto transport = transport_to(io, server.port(), 2);
    for (int i = 0; i < 5; ++i) {
      asio::co_spawn(io, transport->exchange(ask(http::method::get), soon()),
                     [](std::exception_ptr, const auto&) {});
    }
    for (int i = 0; i < steps; ++i) io.run_one();
    transport.reset();
    CHECK_FALSE(io.stopped());
  }
}

TEST_SUITE_END();
