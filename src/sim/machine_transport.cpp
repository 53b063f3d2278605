#include "sim/machine_transport.hpp"

namespace rolecall::sim {
namespace {

using boost::asio::awaitable;
using outcome = http::result<http::response>;

/// What a whole answer is, seen from the client's side; nothing where the connection spoilt it.
outcome arrived(emulator::response answer, bool write) {
  if (answer.how.sent != emulator::extent::whole)
    return http::failure{http::failure_kind::disconnected, "the connection ended early", write};
  if (!answer.how.leftover.empty())
    return http::failure{http::failure_kind::protocol, "bytes that belong to no response", write};
  http::response out;
  out.status = answer.status;
  out.body = std::move(answer.body);
  out.headers.reserve(answer.headers.size());
  for (emulator::header& h : answer.headers) out.headers.push_back({std::move(h.name), std::move(h.value)});
  return out;
}

} // namespace

machine_transport::machine_transport(emulator::machine& server, http::clock& time, std::string key,
                                     on_the_way hooks)
    : server_(server), time_(time), key_(std::move(key)), hooks_(std::move(hooks)) {}

awaitable<outcome> machine_transport::exchange(http::request what, http::time_point deadline) {
  const bool write = what.verb != http::method::get;
  bool alive = !hooks_.sending || hooks_.sending(what);
  emulator::response answer;
  if (alive) {
    emulator::request asked;
    asked.method = http::to_string(what.verb);
    asked.target = "/v1" + what.target;
    asked.headers = {{"Authorization", "Bearer " + key_}, {"Content-Type", "application/json"}};
    asked.body = what.body;
    answer = server_.handle(asked, time_.now());
    alive = !hooks_.handled || hooks_.handled(what, answer);
  }
  if (!alive) co_await time_.sleep_until(http::time_point::max());
  outcome out = co_await deliver(std::move(answer), write, deadline);
  if (hooks_.heard) hooks_.heard(what, out);
  co_return out;
}

awaitable<outcome> machine_transport::deliver(emulator::response answer, bool write,
                                              http::time_point deadline) {
  const auto pace = answer.how.head_pace * 200 + answer.how.body_pace * static_cast<int>(answer.body.size());
  const http::duration usual = hooks_.latency ? hooks_.latency() : std::chrono::milliseconds(20);
  const http::time_point due = time_.now() + usual + answer.how.delay + pace;
  co_await time_.sleep_until(std::min(due, deadline));
  if (due > deadline || answer.how.then == emulator::ending::hang) {
    co_await time_.sleep_until(deadline);
    co_return http::failure{http::failure_kind::timed_out, "no response in time", write};
  }
  co_return arrived(std::move(answer), write);
}

} // namespace rolecall::sim
