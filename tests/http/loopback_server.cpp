#include "loopback_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <exception>
#include <set>

namespace rolecall::http::testing {
namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto token = asio::as_tuple(asio::use_awaitable);

struct loopback_server::state {
  state(asio::io_context& io, server_options o)
      : options(std::move(o)),
        acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        context(asio::ssl::context::tls_server) {
    if (options.who == nullptr) return;
    const std::string certificate = options.who->certificate_pem();
    const std::string key = options.who->key_pem();
    context.use_certificate_chain(asio::buffer(certificate));
    context.use_private_key(asio::buffer(key), asio::ssl::context::pem);
    SSL_CTX* const ctx = context.native_handle();
    SSL_CTX_set_session_id_context(ctx, reinterpret_cast<const unsigned char*>("test"), 4);
    const bool newest = options.versions == tls_versions::only_1_3;
    const bool old = options.versions == tls_versions::up_to_1_1;
    if (old) SSL_CTX_set_security_level(ctx, 0);
    SSL_CTX_set_min_proto_version(ctx, newest ? TLS1_3_VERSION : old ? TLS1_VERSION : TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(ctx, newest ? TLS1_3_VERSION : old ? TLS1_1_VERSION : TLS1_2_VERSION);
  }
  server_options options;
  tcp::acceptor acceptor;
  asio::ssl::context context;
  seen saw;
  std::set<tcp::socket*> plain; ///< open ones
};

namespace {

std::size_t body_length(const std::string& head) {
  constexpr std::string_view name = "Content-Length: ";
  const auto at = head.find(name);
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + name.size()));
}

template <class Stream>
asio::awaitable<std::string> read_request(Stream& stream, std::string& buffer) {
  const auto head = co_await asio::async_read_until(stream, asio::dynamic_buffer(buffer), "\r\n\r\n", token);
  if (std::get<0>(head)) co_return "";
  const std::size_t whole = std::get<1>(head) + body_length(buffer.substr(0, std::get<1>(head)));
  if (buffer.size() < whole) {
    const std::size_t missing = whole - buffer.size();
    co_await asio::async_read(stream, asio::dynamic_buffer(buffer), asio::transfer_exactly(missing), token);
  }
  std::string request = buffer.substr(0, whole);
  buffer.erase(0, whole);
  co_return request;
}

template <class State, class Stream>
asio::awaitable<void> serve(std::shared_ptr<State> all, Stream& stream, int connection) {
  std::string buffer;
  for (int number = 1;; ++number) {
    const std::string request = co_await read_request(stream, buffer);
    if (request.empty()) co_return;
    all->saw.requests.push_back(request);
    all->saw.on_connection.push_back(connection);
    const std::string answer = all->options.answer(number, request);
    if (answer.empty()) co_return;
    co_await asio::async_write(stream, asio::buffer(answer), token);
    if (number == all->options.answers_each) co_return;
  }
}

template <class State>
asio::awaitable<void> meet(std::shared_ptr<State> all, tcp::socket socket) {
  const int connection = ++all->saw.connections;
  if (all->options.who == nullptr) {
    co_await asio::async_write(socket, asio::buffer(all->options.greeting), token);
    all->plain.insert(&socket);
    co_await serve(all, socket, connection);
    all->plain.erase(&socket);
    co_return;
  }
  asio::ssl::stream<tcp::socket> stream(std::move(socket), all->context);
  const auto shaken = co_await stream.async_handshake(asio::ssl::stream_base::server, token);
  if (std::get<0>(shaken)) {
    ++all->saw.failed_handshakes;
    std::string rest;
    co_await asio::async_read(stream.next_layer(), asio::dynamic_buffer(rest), asio::transfer_all(), token);
    all->saw.bytes_after_failure += rest.size();
    co_return;
  }
  if (SSL_session_reused(stream.native_handle()) == 1) ++all->saw.resumed;
  co_await serve(all, stream, connection);
}

void rethrow(std::exception_ptr e) {
  if (e) std::rethrow_exception(e);
}

template <class State>
asio::awaitable<void> listen(std::shared_ptr<State> all) {
  for (;;) {
    auto accepted = co_await all->acceptor.async_accept(token);
    if (std::get<0>(accepted)) co_return;
    auto session = meet(all, std::move(std::get<1>(accepted)));
    asio::co_spawn(all->acceptor.get_executor(), std::move(session), rethrow);
  }
}

} // namespace

loopback_server::loopback_server(asio::io_context& io, server_options options)
    : state_(std::make_shared<state>(io, std::move(options))) {
  asio::co_spawn(io, listen(state_), rethrow);
}

loopback_server::~loopback_server() { state_->acceptor.close(); }

void loopback_server::hang_up() {
  for (tcp::socket* const socket : state_->plain) socket->close();
}

std::uint16_t loopback_server::port() const { return state_->acceptor.local_endpoint().port(); }

const seen& loopback_server::saw() const { return state_->saw; }

} // namespace rolecall::http::testing
