#include "http/alarm.hpp"
#include "http/waiting_line.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <string>

using namespace rolecall;
namespace asio = boost::asio;

namespace {

/// Waits once; `told` gets `name` when called, and "-" when its frame ends.
asio::awaitable<void> wait_once(http::waiting_line& line, char name, std::string& told) {
  const std::unique_ptr<std::string, void (*)(std::string*)> end(&told, [](std::string* to) { *to += '-'; });
  co_await line.wait();
  told += name;
}

void start(asio::io_context& io, http::waiting_line& line, char name, std::string& told) {
  asio::co_spawn(io, wait_once(line, name, told), asio::detached);
}

asio::awaitable<void> wait_in_own_line(std::string& told) {
  http::waiting_line line;
  co_await wait_once(line, 'a', told);
}

} // namespace

TEST_SUITE("http") {
  TEST_CASE("who waits is called in the order of his coming, after who calls") {
    std::string told;
    asio::io_context io;
    http::waiting_line line;
    for (const char name : {'a', 'b', 'c'}) start(io, line, name, told);
    io.poll();
    CHECK_FALSE(line.empty());
    line.call_first();
    CHECK(told == "");
    io.restart();
    io.poll();
    CHECK(told == "a-");
    line.call_all();
    CHECK(line.empty());
    io.restart();
    io.poll();
    CHECK(told == "a-b-c-");
  }

  TEST_CASE("who may not start yet is passed over, and keeps his place") {
    std::string told;
    asio::io_context io;
    http::waiting_line line;
    bool open = false;
    asio::co_spawn(io, line.wait([&] { return open; }), [&](std::exception_ptr) { told += 'a'; });
    asio::co_spawn(io, line.wait(), [&](std::exception_ptr) { told += 'b'; });
    io.poll();
    CHECK(line.call_first());
    CHECK_FALSE(line.call_first());
    io.poll();
    CHECK(told == "b");
    open = true;
    CHECK(line.call_first());
    io.poll();
    CHECK(told == "ba");
  }

  TEST_CASE("who still waits goes with his context, or with the line, whichever goes first") {
    std::string told;
    SUBCASE("the context") {
      http::waiting_line line;
      {
        asio::io_context io;
        start(io, line, 'a', told);
        io.poll();
      }
      CHECK(told == "-");
      CHECK(line.empty());
      asio::io_context next; // may stand where the first one did
      start(next, line, 'b', told);
      next.poll();
      line.call_all();
      next.restart();
      next.poll();
      CHECK(told == "-b-");
    }
    SUBCASE("the line") {
      asio::io_context io;
      {
        http::waiting_line line;
        start(io, line, 'a', told);
        io.poll();
      }
      io.poll(); // frames end through their context
      CHECK(told == "-");
    }
    SUBCASE("both at once: the line lives in the frame that waits") {
      {
        asio::io_context io;
        asio::co_spawn(io, wait_in_own_line(told), asio::detached);
        io.poll();
      }
      CHECK(told == "-");
    }
  }

  TEST_CASE("an alarm that was rung is not waited for") {
    asio::io_context io;
    http::alarm alarm;
    int over = 0;
    const auto wait = [&]() -> asio::awaitable<void> {
      co_await alarm.wait();
      ++over;
    };
    asio::co_spawn(io, wait(), asio::detached);
    io.poll();
    CHECK(over == 0);
    alarm.ring();
    asio::co_spawn(io, wait(), asio::detached);
    io.restart();
    io.poll();
    CHECK(over == 2);
  }
}
