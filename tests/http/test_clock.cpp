#include "http/clock.hpp"
#include "http/virtual_clock.hpp"
#include "virtual_run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace asio = boost::asio;
namespace http = rolecall::http;
namespace testing = rolecall::http::testing;
using boost::system::error_code;
using namespace std::chrono_literals;

namespace {

asio::awaitable<void> sleep(http::clock& time, http::time_point at, std::string name, std::string& log) {
  const error_code ec = co_await time.sleep_until(at);
  log += name + (ec ? "! " : " ");
}

void must_not_throw(std::exception_ptr thrown) { CHECK_FALSE(thrown); }

} // namespace

TEST_SUITE_BEGIN("http::clock");

TEST_CASE("virtual time ends sleeps in their order, equal times in the order they began") {
  asio::io_context io;
  http::virtual_clock time;
  std::string log;
  const auto start = time.now();
  asio::co_spawn(io, sleep(time, start + 2s, "c", log), must_not_throw);
  asio::co_spawn(io, sleep(time, start + 1s, "a", log), must_not_throw);
  asio::co_spawn(io, sleep(time, start + 1s, "b", log), must_not_throw);
  asio::co_spawn(io, sleep(time, start - 1s, "past", log), must_not_throw);
  testing::run_all(io, time);
  CHECK(log == "past a b c ");
  CHECK(time.now() == start + 2s);
  CHECK_FALSE(time.fire_earliest());
  asio::co_spawn(io, sleep(time, start, "past again", log), must_not_throw);
  testing::run_all(io, time);
  CHECK(time.now() == start + 2s); // never backwards
}

TEST_CASE("a sleep is ended by a cancellation, alone, and by a wake-up of all, without time passing") {
  asio::io_context io;
  http::virtual_clock time;
  std::string log;
  const auto start = time.now();
  asio::cancellation_signal stop;
  asio::co_spawn(io, sleep(time, start + 1s, "a", log),
                 asio::bind_cancellation_slot(stop.slot(), must_not_throw));
  asio::co_spawn(io, sleep(time, start + 2s, "b", log), must_not_throw);
  io.poll();
  stop.emit(asio::cancellation_type::terminal);
  io.restart();
  io.poll();
  CHECK(log == "a! ");
  time.wake_all();
  io.restart();
  io.poll();
  CHECK(log == "a! b! ");
  CHECK(time.now() == start);
}

// Covers F36.
TEST_CASE("the real clock sleeps until the time given or until woken") {
  asio::io_context io;
  const auto time = http::make_clock(io.get_executor());
  std::string log;
  asio::co_spawn(io, sleep(*time, time->now() - 1s, "past", log), must_not_throw);
  asio::co_spawn(io, sleep(*time, time->now() + 24h, "tomorrow", log), must_not_throw);
  while (log.empty()) io.run_one();
  time->wake_all();
  io.run();
  CHECK(log == "past tomorrow! ");
}

TEST_CASE("sleepers may unwind after their clock has gone") {
  asio::io_context io;
  std::string log;
  auto real = http::make_clock(io.get_executor());
  auto simulated = std::make_unique<http::virtual_clock>();
  asio::co_spawn(io, sleep(*real, real->now() + 24h, "a", log), must_not_throw);
  asio::co_spawn(io, sleep(*simulated, simulated->now() + 24h, "b", log), must_not_throw);
  io.poll();
  real.reset();
  simulated.reset();
  CHECK(log.empty());
}

TEST_CASE("nothing that waits looks at the wall clock") {
  int files = 0;
  for (const std::string folder : {"http", "api", "live"}) {
    for (const auto& entry : std::filesystem::directory_iterator(ROLECALL_SOURCE_DIR "/src/" + folder)) {
      std::ifstream in(entry.path());
      const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
      ++files;
      for (const std::string word :
           {"system_clock", "high_resolution_clock", "gettimeofday", "CLOCK_REALTIME", "std::time(",
            "::time(", "utc_clock", "system_timer"}) {
        CAPTURE(entry.path().string());
        CHECK(text.find(word) == std::string::npos);
      }
    }
  }
  CHECK(files > 40);
}

TEST_SUITE_END();
