#include "http/bytes.hpp"
#include "http/exchange.hpp"
#include "running.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/beast/_experimental/test/stream.hpp>
#include <doctest/doctest.h>

#include <string>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = rolecall::http;
namespace testing = rolecall::http::testing;

namespace {

using kind = http::failure_kind;
const std::string ask = "GET /v1/x HTTP/1.1\r\nHost: localhost\r\n\r\n";

enum class pieces { whole, single_bytes };
enum class afterwards { stays_open, closes };

http::exchange_terms terms() {
  return {{}, std::chrono::steady_clock::now() + std::chrono::hours(1), "localhost:1"};
}

/// What comes of `answer`. The other side closes after it: a test must not hang where more is expected.
http::exchanged talk(const std::string& answer, pieces how = pieces::whole) {
  asio::io_context io;
  http::bytes<beast::test::stream> client(io);
  beast::test::stream server(io);
  client.stream().connect(server);
  client.stream().append(answer);
  client.stream().close_remote();
  if (how == pieces::single_bytes) client.stream().read_size(1);
  const auto how_long = terms();
  return testing::run(io, http::exchange_on(client, ask, how_long));
}

std::string head(const std::string& lines) { return "HTTP/1.1 200 OK\r\n" + lines + "\r\n"; }
std::string chunk_with_extension(std::size_t size) {
  return head("Transfer-Encoding: chunked\r\n") + "2;" + std::string(size, 'x') + "\r\n{}\r\n0\r\n\r\n";
}
std::string many_lines(int count) {
  std::string lines;
  for (int i = 0; i < count; ++i) lines += "a: b\r\n";
  return lines;
}

} // namespace

TEST_SUITE_BEGIN("http::exchange");

TEST_CASE("a whole response is read the same whether it comes at once or byte by byte") {
  struct row {
    std::string what, answer;
    int status;
    std::string body;
    bool reusable;
  };
  const row rows[] = {
      {"a length", head("Content-Length: 2\r\n") + "{}", 200, "{}", true},
      {"no body", head("Content-Length: 0\r\n"), 200, "", true},
      {"chunks", head("Transfer-Encoding: chunked\r\n") + "1\r\n{\r\n1;x=y\r\n}\r\n0\r\n\r\n", 200, "{}",
       true},
      {"no chunks", head("Transfer-Encoding: chunked\r\n") + "0\r\n\r\n", 200, "", true},
      {"a trailer", head("Transfer-Encoding: Chunked\r\n") + "2\r\n{}\r\n0\r\nA: b\r\n\r\n", 200, "{}", true},
      {"up to the end", head("") + "{}", 200, "{}", false},
      {"closing", head("Content-Length: 2\r\nConnection: close\r\n") + "{}", 200, "{}", false},
      {"old", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}", 200, "{}", false},
      {"no reason", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", 200, "", true},
      {"204", "HTTP/1.1 204 No Content\r\n\r\n", 204, "", true},
      {"204 that says so", "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", 204, "", true},
      {"304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", 304, "", true},
      {"a redirect is only a response",
       "HTTP/1.1 302 Found\r\nLocation: http://x\r\nContent-Length: 0\r\n\r\n", 302, "", true},
      {"100 before it", "HTTP/1.1 100 Continue\r\n\r\n" + head("Content-Length: 2\r\n") + "{}", 200, "{}",
       true},
      {"103 twice before it",
       "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 103 Early\r\n\r\n" + head("Content-Length: 0\r\n"), 200,
       "", true},
      {"identity", head("Content-Encoding: identity\r\nContent-Length: 2\r\n") + "{}", 200, "{}", true},
      {"almost too many lines", head(many_lines(255) + "Content-Length: 0\r\n"), 200, "", true},
      {"a long extension", chunk_with_extension(8000), 200, "{}", true},
  };
  for (const auto how : {pieces::whole, pieces::single_bytes}) {
    for (const row& r : rows) {
      CAPTURE(r.what);
      const auto done = talk(r.answer, how);
      REQUIRE(done.outcome.has_value());
      CHECK(done.outcome->status == r.status);
      CHECK(done.outcome->body == r.body);
      CHECK(done.reusable == r.reusable);
    }
  }
}

// Covers F9, F10.
TEST_CASE("a response that cannot be believed is a failure, however it arrives") {
  struct row {
    std::string what, answer;
    kind expected;
  };
  const std::string ok = head("Content-Length: 2\r\n") + "{}";
  const row rows[] = {
      {"not HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n", kind::protocol},
      {"HTML", "<html><body>hello</body></html>\r\n\r\n", kind::protocol},
      {"HTTP/2", "HTTP/2.0 200 OK\r\n\r\n", kind::protocol},
      {"bad status", "HTTP/1.1 2000 OK\r\n\r\n", kind::protocol},
      {"NUL in a header", head(std::string("A: b\0c\r\n", 8)), kind::protocol},
      {"blank before the colon", head("Content-Length : 2\r\n") + "{}", kind::protocol},
      {"two lengths", head("Content-Length: 2\r\nContent-Length: 3\r\n") + "{}", kind::protocol},
      {"the same length twice", head("Content-Length: 2\r\nContent-Length: 2\r\n") + "{}", kind::protocol},
      {"two lengths in a line", head("Content-Length: 2, 3\r\n") + "{}", kind::protocol},
      {"negative length", head("Content-Length: -2\r\n") + "{}", kind::protocol},
      {"endless length", head("Content-Length: 99999999999999999999\r\n") + "{}", kind::protocol},
      {"length and chunks", head("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n",
       kind::protocol},
      {"chunks and length", head("Transfer-Encoding: chunked\r\nContent-Length: 2\r\n") + "0\r\n\r\n",
       kind::protocol},
      {"gzip, chunked", head("Transfer-Encoding: gzip, chunked\r\n") + "0\r\n\r\n", kind::protocol},
      {"gzip alone", head("Transfer-Encoding: gzip\r\n") + "{}", kind::protocol},
      {"chunked twice", head("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n",
       kind::protocol},
      {"unasked gzip", head("Content-Encoding: gzip\r\nContent-Length: 2\r\n") + "{}", kind::protocol},
      {"unasked br", head("Content-Length: 2\r\nContent-Encoding: br\r\n") + "{}", kind::protocol},
      {"bad chunk size", head("Transfer-Encoding: chunked\r\n") + "zz\r\n", kind::protocol},
      {"endless chunk size", head("Transfer-Encoding: chunked\r\n") + "fffffffffffffffff\r\n",
       kind::protocol},
      {"another protocol", "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", kind::protocol},
      {"204 with a length", "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}", kind::protocol},
      {"204 with chunks", "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       kind::protocol},
      {"too many lines", head(many_lines(257)), kind::too_large},
      {"1,000 lines", head(many_lines(1000)), kind::too_large},
      {"a header of 17 KiB", head("A: " + std::string(17 << 10, 'x') + "\r\n"), kind::too_large},
      {"headers without end", "HTTP/1.1 200 OK\r\n" + many_lines(4000), kind::too_large},
      {"a body announced as 33 MiB", head("Content-Length: 34603008\r\n"), kind::too_large},
      {"a chunk extension of 40 KB", chunk_with_extension(40000), kind::too_large},
      {"nothing", "", kind::disconnected},
      {"cut in the status line", "HTTP/1.1 20", kind::disconnected},
      {"cut in the headers", "HTTP/1.1 200 OK\r\nContent-Le", kind::disconnected},
      {"cut after the headers", head("Content-Length: 2\r\n"), kind::disconnected},
      {"cut in the body", head("Content-Length: 2\r\n") + "{", kind::disconnected},
      {"cut in a chunk", head("Transfer-Encoding: chunked\r\n") + "2\r\n{", kind::disconnected},
      {"cut before the last chunk", head("Transfer-Encoding: chunked\r\n") + "2\r\n{}\r\n",
       kind::disconnected},
      {"cut in the trailer", head("Transfer-Encoding: chunked\r\n") + "2\r\n{}\r\n0\r\nA: b\r\n",
       kind::disconnected},
      {"cut after a 100", "HTTP/1.1 100 Continue\r\n\r\n", kind::disconnected},
  };
  for (const auto how : {pieces::whole, pieces::single_bytes}) {
    for (const row& r : rows) {
      CAPTURE(r.what);
      const auto done = talk(r.answer, how);
      REQUIRE(done.outcome.has_error());
      CAPTURE(done.outcome.error().message);
      CHECK(done.outcome.error().kind == r.expected);
      CHECK(done.outcome.error().maybe_sent);
      CHECK(done.outcome.error().message.starts_with("localhost:1: "));
      CHECK_FALSE(done.reusable);
      CHECK(done.answered == !r.answer.empty());
    }
  }
}

// Covers F9.
TEST_CASE("bytes behind a response fail the request: they might be taken for the next one's answer") {
  const std::string ok = head("Content-Length: 2\r\n") + "{}";
  for (const std::string& answer :
       {ok + "x", ok + ok, ok + "\r\n",
        head("Transfer-Encoding: chunked\r\n") + "0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"}) {
    const auto done = talk(answer);
    REQUIRE(done.outcome.has_error());
    CHECK(done.outcome.error().kind == kind::protocol);
    CHECK_FALSE(done.reusable);
  }
}

// Covers F7.
TEST_CASE("a connection lost before a response is told from one lost in its middle") {
  CHECK(talk("").outcome.error().message == "localhost:1: the connection was lost before a response came");
  CHECK(talk("HTTP").outcome.error().message ==
        "localhost:1: the connection ended in the middle of a response");
}

// Covers F9.
TEST_CASE("interim responses without end are not waited for") {
  std::string answer;
  for (int i = 0; i < 100; ++i) answer += "HTTP/1.1 102 Processing\r\n\r\n";
  CHECK(talk(answer).outcome.error().kind == kind::protocol);
}

// Covers F10.
TEST_CASE("chunks may not carry more wrapping than any body could need") {
  std::string answer = head("Transfer-Encoding: chunked\r\n");
  const std::string chunk = "1;" + std::string(10000, 'x') + "\r\n{\r\n";
  while (answer.size() < (std::size_t{97} << 20U)) answer += chunk;
  CHECK(talk(answer).outcome.error().kind == kind::too_large);
}

// Covers F7, F8.
TEST_CASE("whichever step of an exchange fails, it fails as a lost connection, until none does") {
  const std::string answer = head("Content-Length: 2\r\n") + "{}";
  bool succeeded = false;
  std::size_t failures = 0;
  for (std::size_t n = 1; !succeeded && n < 1000; ++n) {
    asio::io_context io;
    beast::test::fail_count fail(n, asio::error::connection_reset);
    http::bytes<beast::test::stream> client(io, fail);
    beast::test::stream server(io);
    client.stream().connect(server);
    client.stream().append(answer);
    client.stream().read_size(1);
    const auto how_long = terms();
    const auto done = testing::run(io, http::exchange_on(client, ask, how_long));
    succeeded = done.outcome.has_value();
    if (succeeded) continue;
    ++failures;
    CHECK(done.outcome.error().kind == kind::disconnected);
    CHECK(done.outcome.error().maybe_sent);
    CHECK_FALSE(done.reusable);
  }
  CHECK(succeeded);
  CHECK(failures == answer.size() + 1); // one write, and a read for each byte
}

TEST_SUITE_END();
