#include "http/exchange.hpp"
#include "running.hpp"

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <vector>

namespace asio = boost::asio;
namespace http = rolecall::http;
namespace testing = rolecall::http::testing;
using namespace std::chrono_literals;

// A slow server: which deadline each read is given.

namespace {

http::time_point now() { return std::chrono::steady_clock::now(); }

/// Brings one byte a read and notes by when it was wanted; says "timed out" once it has no more.
class dripping final : public http::byte_stream {
public:
  explicit dripping(std::string all) : all_(std::move(all)) {}

  asio::awaitable<http::io_outcome> read_some(asio::mutable_buffer into, http::time_point deadline) override {
    due.push_back(deadline);
    if (at_ == all_.size()) co_return http::io_outcome{http::io_status::timed_out, 0, ""};
    std::memcpy(into.data(), &all_[at_++], 1);
    co_return http::io_outcome{http::io_status::done, 1, ""};
  }
  asio::awaitable<http::io_outcome> write(asio::const_buffer from, http::time_point) override {
    co_return http::io_outcome{http::io_status::done, from.size(), ""};
  }
  bool quiet() override { return true; }

  std::vector<http::time_point> due;

private:
  std::string all_;
  std::size_t at_ = 0;
};

const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";

} // namespace

TEST_SUITE_BEGIN("http::deadlines");

TEST_CASE("headers have one deadline from the request on, however often a byte of them comes") {
  asio::io_context io;
  dripping slow(head);
  const auto before = now();
  const http::exchange_terms terms{{}, before + 1h, "localhost:1"};
  const auto done = testing::run(io, http::exchange_on(slow, "GET", terms));
  const auto after = now();
  REQUIRE(done.outcome.has_error());
  for (std::size_t i = 0; i < head.size(); ++i) {
    CHECK(slow.due[i] == slow.due[0]);
    CHECK(slow.due[i] >= before + 30s);
    CHECK(slow.due[i] <= after + 30s);
  }
}

TEST_CASE("a body may take its time as long as it goes on, up to the deadline of the whole") {
  asio::io_context io;
  dripping slow(head + "123456789");
  const auto before = now();
  const http::exchange_terms terms{{}, before + 1h, "localhost:1"};
  const auto done = testing::run(io, http::exchange_on(slow, "GET", terms));
  REQUIRE(done.outcome.has_error());
  CHECK(done.outcome.error().kind == http::failure_kind::timed_out);
  CHECK(done.outcome.error().maybe_sent);
  CHECK(done.outcome.error().message == "localhost:1: the response stopped coming");
  CHECK_FALSE(done.reusable);
  for (std::size_t i = head.size() + 1; i < slow.due.size(); ++i) CHECK(slow.due[i] >= slow.due[i - 1]);
  CHECK(slow.due.back() > slow.due[head.size() - 1]);

  dripping late(head + "123456789");
  const auto total = now() + 5s;
  const http::exchange_terms short_terms{{}, total, "localhost:1"};
  testing::run(io, http::exchange_on(late, "GET", short_terms));
  for (const auto due : late.due) CHECK(due == total);
}

TEST_SUITE_END();
