#include "emulator/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <cstdio>
#include <exception>

namespace rolecall::emulator {
namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto token = asio::as_tuple(asio::use_awaitable);
using plain_stream = tcp::socket;
using tls_stream = asio::ssl::stream<tcp::socket>;

tcp::socket& socket_of(plain_stream& stream) { return stream; }
tcp::socket& socket_of(tls_stream& stream) { return stream.next_layer(); }

asio::awaitable<bool> shake_hands(plain_stream&) { co_return true; }

asio::awaitable<bool> shake_hands(tls_stream& stream) {
  const auto result = co_await stream.async_handshake(asio::ssl::stream_base::server, token);
  co_return !std::get<0>(result);
}

asio::awaitable<void> say_goodbye(plain_stream&) { co_return; }

asio::awaitable<void> say_goodbye(tls_stream& stream) { co_await stream.async_shutdown(token); }

/// One connection: reads requests, asks the machine, does with the answer what it says.
template <class Stream>
class connection {
public:
  connection(Stream stream, machine& behind) : stream_(std::move(stream)), machine_(behind) {}

  asio::awaitable<void> run() {
    const bool ready = co_await shake_hands(stream_);
    if (!ready) co_return;
    for (;;) {
      const auto asked = co_await read();
      if (!asked) break;
      const auto answer = machine_.handle(*asked, std::chrono::steady_clock::now());
      const bool stays = co_await deliver(answer);
      if (!stays) co_return;
      if (closes_after(*asked)) break;
    }
    co_await close();
  }

private:
  static bool closes_after(const request& asked) {
    const auto wish = find_header(asked.headers, "connection");
    return wish && (*wish == "close" || *wish == "Close");
  }

  /// Nothing when the client has gone or sends what is no HTTP.
  asio::awaitable<std::optional<request>> read() {
    http::request_parser<http::string_body> parser;
    parser.header_limit(64 * 1024);
    parser.body_limit(std::uint64_t{64} * 1024 * 1024);
    parser.eager(true);
    while (!parser.is_done()) {
      if (!pending_.empty()) {
        error_code ec;
        const auto used = parser.put(asio::buffer(pending_), ec);
        pending_.erase(0, used);
        if (ec && ec != http::error::need_more) co_return std::nullopt;
        if (parser.is_done()) break;
      }
      std::array<char, 16384> chunk; // NOLINT: filled by the read
      const auto result = co_await stream_.async_read_some(asio::buffer(chunk), token);
      if (std::get<0>(result)) co_return std::nullopt;
      pending_.append(chunk.data(), std::get<1>(result));
    }
    co_return request_of(parser.release());
  }

  static request request_of(http::request<http::string_body> message) {
    request out;
    out.method = std::string(message.method_string());
    out.target = std::string(message.target());
    for (const auto& field : message)
      out.headers.push_back({std::string(field.name_string()), std::string(field.value())});
    out.body = std::move(message.body());
    return out;
  }

  /// Whether the connection lives on.
  asio::awaitable<bool> deliver(const response& answer) {
    const auto& how = answer.how;
    if (how.delay.count() > 0) co_await sleep(how.delay);
    const auto head = how.preamble + head_text(answer);
    const auto head_size = how.sent == extent::nothing     ? 0
                           : how.sent == extent::half_head ? head.size() / 2
                                                           : head.size();
    const bool in_one_go =
        how.sent == extent::whole && how.head_pace.count() == 0 && how.body_pace.count() == 0;
    bool sent = true;
    if (in_one_go) {
      const auto all = head + answer.body + how.leftover;
      sent = co_await send(all, std::chrono::milliseconds(0));
    } else {
      const auto first = head.substr(0, head_size);
      sent = co_await send(first, how.head_pace);
      auto body = how.sent == extent::whole ? answer.body + how.leftover : std::string();
      if (how.sent == extent::half_body) body = answer.body.substr(0, answer.body.size() / 2);
      if (sent) sent = co_await send(body, how.body_pace);
    }
    if (!sent) co_return false;
    switch (how.then) {
    case ending::keep_alive: co_return true;
    case ending::close: co_await close(); break;
    case ending::cut: cut(); break;
    case ending::reset: reset(); break;
    case ending::hang: co_await wait_for_client_to_leave(); break;
    }
    co_return false;
  }

  asio::awaitable<bool> send(const std::string& text, std::chrono::milliseconds pace) {
    if (pace.count() == 0) {
      const auto result = co_await asio::async_write(stream_, asio::buffer(text), token);
      co_return !std::get<0>(result);
    }
    for (const char& byte : text) {
      const auto result = co_await asio::async_write(stream_, asio::buffer(&byte, 1), token);
      if (std::get<0>(result)) co_return false;
      co_await sleep(pace);
    }
    co_return true;
  }

  asio::awaitable<void> sleep(std::chrono::milliseconds time) {
    asio::steady_timer timer(stream_.get_executor(), time);
    co_await timer.async_wait(token);
  }

  asio::awaitable<void> close() {
    co_await say_goodbye(stream_);
    cut();
  }

  void cut() {
    error_code ignored;
    socket_of(stream_).shutdown(tcp::socket::shutdown_both, ignored);
    socket_of(stream_).close(ignored);
  }

  void reset() {
    error_code ignored;
    socket_of(stream_).set_option(asio::socket_base::linger(true, 0), ignored);
    socket_of(stream_).close(ignored);
  }

  asio::awaitable<void> wait_for_client_to_leave() {
    std::array<char, 1024> chunk; // NOLINT: what comes is not looked at
    for (;;) {
      const auto result = co_await stream_.async_read_some(asio::buffer(chunk), token);
      if (std::get<0>(result)) co_return;
    }
  }

  Stream stream_;
  machine& machine_;
  std::string pending_; ///< bytes read beyond the last request
};

template <class Stream>
asio::awaitable<void> converse(Stream stream, machine& behind) {
  connection<Stream> one(std::move(stream), behind);
  co_await one.run();
}

void report(const std::exception_ptr& failure) {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "rolecall-emulator: a connection failed: %s\n", error.what());
  }
}

asio::awaitable<void> accept_all(tcp::acceptor& acceptor, asio::ssl::context* tls, machine& behind) {
  const auto executor = co_await asio::this_coro::executor;
  for (;;) {
    auto result = co_await acceptor.async_accept(token);
    if (std::get<0>(result) == asio::error::operation_aborted) co_return;
    if (std::get<0>(result)) continue;
    auto& socket = std::get<1>(result);
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    if (tls != nullptr) {
      tls_stream stream(std::move(socket), *tls);
      asio::co_spawn(executor, converse(std::move(stream), behind), report);
    } else {
      asio::co_spawn(executor, converse(std::move(socket), behind), report);
    }
  }
}

asio::ssl::context context_for(const tls_files& files) {
  asio::ssl::context context(asio::ssl::context::tls_server);
  context.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
  context.use_certificate_chain_file(files.certificate);
  context.use_private_key_file(files.key, asio::ssl::context::pem);
  return context;
}

} // namespace

void serve(machine& behind, const server_options& options, const std::function<void(std::uint16_t)>& ready) {
  asio::io_context io(1);
  std::optional<asio::ssl::context> tls;
  if (options.tls) tls.emplace(context_for(*options.tls));
  tcp::acceptor acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), options.port));
  asio::signal_set signals(io, SIGINT, SIGTERM);
  signals.async_wait([&](const error_code&, int) { io.stop(); });
  asio::co_spawn(io, accept_all(acceptor, tls ? &*tls : nullptr, behind), report);
  ready(acceptor.local_endpoint().port());
  io.run();
}

} // namespace rolecall::emulator
