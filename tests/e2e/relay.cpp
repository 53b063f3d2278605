#include "e2e/relay.hpp"

#include "base/random_source.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace rolecall::e2e {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto token = asio::as_tuple(asio::use_awaitable);

void rethrow(std::exception_ptr e) {
  if (e) std::rethrow_exception(e);
}

/// One connection, with both its sides.
struct link {
  link(tcp::socket from, mishap luck) : client(std::move(from)), server(client.get_executor()), what(luck) {}

  void end() {
    boost::system::error_code ignored;
    for (tcp::socket* const side : {&client, &server}) {
      if (what.how == mishap::end::reset) side->set_option(asio::socket_base::linger(true, 0), ignored);
      side->close(ignored);
    }
  }

  tcp::socket client;
  tcp::socket server;
  mishap what;
};

} // namespace

mishaps bad_luck(std::uint64_t seed) {
  return [seed](int connection) {
    base::random_source random(seed * 1000 + static_cast<std::uint64_t>(connection));
    mishap out;
    constexpr int worst_is_over = 24; // so that a run comes to an end
    const auto kind = random.below(connection < worst_is_over ? 4 : 16);
    if (kind < 2) out.how = kind == 0 ? mishap::end::reset : mishap::end::cut;
    out.upstream = random.below(2) == 0;
    out.after_bytes = random.below(3) == 0 ? random.below(600) : random.below(12000);
    const auto manner = random.below(4);
    if (manner == 0) out.slice = 1 + random.below(50);
    if (manner == 1) out.delay_ms = 1 + static_cast<int>(random.below(25));
    if (manner == 2) {
      out.slice = 200 + random.below(800);
      out.delay_ms = 1;
    }
    return out;
  };
}

struct relay::parts {
  parts(std::uint16_t port, mishaps luck, std::string said)
      : to(asio::ip::address_v4::loopback(), port),
        what(std::move(luck)),
        answer(std::move(said)),
        acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {}

  void hear(std::string_view bytes) {
    const std::scoped_lock hold(lock);
    heard += bytes;
  }

  asio::awaitable<void> pump(std::shared_ptr<link> on, bool upstream) {
    tcp::socket& from = upstream ? on->client : on->server;
    tcp::socket& into = upstream ? on->server : on->client;
    const mishap& what_now = on->what;
    const bool counted = what_now.how != mishap::end::none && what_now.upstream == upstream;
    std::size_t left = counted ? what_now.after_bytes : std::string::npos;
    std::array<char, 8192> buffer{};
    asio::steady_timer pause(from.get_executor());
    for (;;) {
      const std::size_t most = what_now.slice == 0 ? buffer.size() : what_now.slice;
      const auto got = co_await from.async_read_some(asio::buffer(buffer.data(), most), token);
      if (std::get<0>(got)) break;
      if (upstream) hear({buffer.data(), std::get<1>(got)});
      if (what_now.delay_ms > 0) {
        pause.expires_after(std::chrono::milliseconds(what_now.delay_ms));
        co_await pause.async_wait(token);
      }
      const std::size_t passed = std::min(left, std::get<1>(got));
      const auto put = co_await asio::async_write(into, asio::buffer(buffer.data(), passed), token);
      if (std::get<0>(put)) break;
      if (left != std::string::npos) left -= passed;
      if (left == 0) {
        on->end();
        co_return;
      }
    }
    boost::system::error_code ignored;
    into.shutdown(tcp::socket::shutdown_send, ignored);
  }

  asio::awaitable<void> meet(std::shared_ptr<link> on) {
    if (!answer.empty()) {
      std::string request;
      co_await asio::async_read_until(on->client, asio::dynamic_buffer(request), "\r\n\r\n", token);
      {
        const std::scoped_lock hold(lock);
        asked.push_back(request);
      }
      co_await asio::async_write(on->client, asio::buffer(answer), token);
      if (answer.find(" 200 ") == std::string::npos) co_return;
    }
    const auto connected = co_await on->server.async_connect(to, token);
    if (std::get<0>(connected)) co_return;
    asio::co_spawn(io, pump(on, true), rethrow);
    co_await pump(on, false);
  }

  asio::awaitable<void> listen() {
    for (;;) {
      auto accepted = co_await acceptor.async_accept(token);
      if (std::get<0>(accepted)) co_return;
      int number = 0;
      {
        const std::scoped_lock hold(lock);
        number = ++connections;
      }
      const mishap luck = what ? what(number) : mishap();
      auto on = std::make_shared<link>(std::move(std::get<1>(accepted)), luck);
      asio::co_spawn(io, meet(std::move(on)), rethrow);
    }
  }

  asio::io_context io{1};
  tcp::endpoint to;
  mishaps what;
  std::string answer; ///< to CONNECT; empty: no proxy
  tcp::acceptor acceptor;
  std::mutex lock; ///< of what follows
  int connections = 0;
  std::vector<std::string> asked;
  std::string heard;
  std::thread thread;
};

relay::relay(std::uint16_t to, mishaps what) : parts_(std::make_shared<parts>(to, std::move(what), "")) {
  asio::co_spawn(parts_->io, parts_->listen(), rethrow);
  parts_->thread = std::thread([all = parts_.get()] { all->io.run(); });
}

relay::relay(std::uint16_t to, std::string answer)
    : parts_(std::make_shared<parts>(to, nullptr, std::move(answer))) {
  asio::co_spawn(parts_->io, parts_->listen(), rethrow);
  parts_->thread = std::thread([all = parts_.get()] { all->io.run(); });
}

relay::~relay() {
  parts_->io.stop();
  parts_->thread.join();
}

std::uint16_t relay::port() const { return parts_->acceptor.local_endpoint().port(); }

int relay::connections() const {
  const std::scoped_lock hold(parts_->lock);
  return parts_->connections;
}

std::vector<std::string> relay::asked() const {
  const std::scoped_lock hold(parts_->lock);
  return parts_->asked;
}

std::string relay::heard() const {
  const std::scoped_lock hold(parts_->lock);
  return parts_->heard;
}

} // namespace rolecall::e2e
