#pragma once

// Coroutines on the virtual clock, with a transport that answers as the test says.

#include "http/transport.hpp"
#include "http/virtual_clock.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace rolecall::http::testing {

/// Everything that can happen, happens. Returns when nobody sleeps and nothing is ready.
inline void run_all(boost::asio::io_context& io, virtual_clock& time) {
  do {
    io.restart();
    io.poll();
  } while (time.fire_earliest());
  io.restart();
  io.poll();
}

/// Each request takes `latency`; what it answers is decided when it arrives.
class scripted_transport final : public transport {
public:
  struct sent {
    time_point at;
    std::string route;
  };
  using script = std::function<result<response>(const request& what, int number)>;

  scripted_transport(clock& time, script answer) : time_(time), answer_(std::move(answer)) {}

  boost::asio::awaitable<result<response>> exchange(request what, time_point deadline) override {
    requests.push_back({time_.now(), what.route});
    auto answer = answer_(what, static_cast<int>(requests.size()));
    const time_point done = time_.now() + latency;
    co_await time_.sleep_until(std::min(done, deadline));
    if (done > deadline) co_return failure{failure_kind::timed_out, "no response in time", true};
    co_return answer;
  }

  duration latency = std::chrono::milliseconds(20);
  std::vector<sent> requests;

private:
  clock& time_;
  script answer_;
};

} // namespace rolecall::http::testing
