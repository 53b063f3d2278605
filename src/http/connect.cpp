#include "http/connect.hpp"

#include "base/text.hpp"
#include "http/bytes.hpp"
#include "http/tunnel.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

namespace rolecall::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;
using plain_bytes = bytes<beast::tcp_stream>;
using tls_bytes = bytes<asio::ssl::stream<beast::tcp_stream>>;
using endpoints = std::vector<tcp::endpoint>;

constexpr auto token = asio::as_tuple(asio::use_awaitable);
constexpr auto patience_with_one_address = std::chrono::seconds(1);

/// Where a TCP connection goes: to the server, or to the proxy before it.
struct hop {
  std::string host;
  bool is_address = false;
  std::uint16_t port = 0;
  bool only_loopback = false; ///< the key must not leave this machine in clear
  std::string shown;          ///< for messages
  std::string set_by;         ///< what people would have to correct
};

hop first_hop(const way& how) {
  const base_url& to = how.to;
  if (how.through == nullptr)
    return {to.host,
            to.is_address,
            to.port,
            how.security == nullptr,
            to.host_and_port(),
            std::string(how.set_by)};
  const proxy& by = *how.through;
  return {by.host, by.is_address, by.port, false, "the proxy " + by.shown(), by.set_by};
}

failure about(const std::string& where, failure_kind kind, const std::string& what) {
  return {kind, where + ": " + what};
}

int lookups = 0; // alive; all on the one thread that there is

/// A look-up that can be walked away from: the system's resolver cannot be interrupted.
struct lookup {
  explicit lookup(const asio::any_io_executor& executor) : resolver(executor), arrived(executor) {
    ++lookups;
  }
  lookup(const lookup&) = delete;
  lookup& operator=(const lookup&) = delete;
  ~lookup() { --lookups; }
  tcp::resolver resolver;
  asio::steady_timer arrived;
  std::optional<error_code> outcome;
  endpoints found;
};

failure not_resolved(const hop& to, const error_code& ec) {
  if (ec == asio::error::host_not_found || ec == asio::error::no_data) {
    return about(to.shown, failure_kind::unknown_host,
                 "there is no host of this name (is " + to.set_by + " right?)");
  }
  return about(to.shown, failure_kind::unreachable, "the host's address could not be found: " + ec.message());
}

/// Addresses of both families by turns, so that a dead family costs one attempt.
endpoints by_turns(const endpoints& all) {
  endpoints first;
  endpoints second;
  for (const auto& each : all) (each.protocol() == all.front().protocol() ? first : second).push_back(each);
  endpoints out;
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    if (i < first.size()) out.push_back(first[i]);
    if (i < second.size()) out.push_back(second[i]);
  }
  return out;
}

/// Asks; or says why nobody can be asked: it takes a thread, which may be refused.
std::optional<std::string> ask(const std::shared_ptr<lookup>& asked, const hop& to) {
  try {
    asked->resolver.async_resolve(to.host, std::to_string(to.port), tcp::resolver::numeric_service,
                                  [asked](const error_code& ec, const tcp::resolver::results_type& results) {
                                    asked->outcome = ec;
                                    for (const auto& each : results) asked->found.push_back(each.endpoint());
                                    asked->arrived.cancel();
                                  });
  } catch (const boost::system::system_error& e) {
    return "no thread could be made to look up the host's address: " + e.code().message();
  }
  return std::nullopt;
}

asio::awaitable<result<endpoints>> resolve(asio::any_io_executor executor, const hop& to,
                                           time_point deadline) {
  if (to.is_address) co_return endpoints(1, tcp::endpoint(asio::ip::make_address(to.host), to.port));
  const auto asked = std::make_shared<lookup>(executor);
  asked->arrived.expires_at(deadline);
  const auto refused = ask(asked, to);
  if (refused) co_return about(to.shown, failure_kind::unreachable, *refused);
  co_await asked->arrived.async_wait(token);
  if (!asked->outcome)
    co_return about(to.shown, failure_kind::unreachable, "no answer from the name server in time");
  if (*asked->outcome) co_return not_resolved(to, *asked->outcome);
  co_return by_turns(asked->found);
}

bool lacks_files(const error_code& ec) {
  return ec == asio::error::no_descriptors || ec == boost::system::errc::too_many_files_open_in_system;
}

/// An open socket in `into`, or why there is none.
asio::awaitable<std::optional<failure>> open(beast::tcp_stream& into, const endpoints& all, const hop& to,
                                             time_point deadline) {
  std::string why = "it has no address that may be used";
  for (const auto& endpoint : all) {
    if (to.only_loopback && !endpoint.address().is_loopback()) continue;
    const bool is_last = &endpoint == &all.back();
    const auto a_moment = std::chrono::steady_clock::now() + patience_with_one_address;
    into.expires_at(is_last ? deadline : std::min(deadline, a_moment));
    const auto done = co_await into.async_connect(endpoint, token);
    if (!std::get<0>(done)) {
      into.socket().set_option(tcp::no_delay(true));
      co_return std::nullopt;
    }
    if (lacks_files(std::get<0>(done))) {
      co_return about(to.shown, failure_kind::out_of_files,
                      "no connection: this process may open no more files");
    }
    const bool late = std::get<0>(done) == beast::error::timeout;
    why = (late ? "no answer" : std::get<0>(done).message()) + " (address " + endpoint.address().to_string() +
          ")";
    into.close();
  }
  co_return about(to.shown, failure_kind::unreachable, "no connection: " + why);
}

/// An alert of the server, or a hang, may be a passing trouble of that server; what we refuse stays refused.
failure not_shaken(const std::string& to, const error_code& ec, const verdict& found) {
  if (!found.reason.empty()) {
    const std::string subject = found.subject.empty() ? "without a subject" : "subject: " + found.subject;
    return about(to, failure_kind::untrusted,
                 "the server's certificate is not trusted: " + found.reason + " (" + subject + ")");
  }
  if (ec == beast::error::timeout)
    return about(to, failure_kind::handshake, "the TLS handshake took too long");
  if (ec.category() != asio::error::get_ssl_category()) {
    return about(to, failure_kind::disconnected,
                 "the connection was lost in the TLS handshake: " + ec.message());
  }
  const int reason = ERR_GET_REASON(static_cast<unsigned long>(ec.value()));
  const bool alert = reason >= SSL_AD_REASON_OFFSET && reason != SSL_R_TLSV1_ALERT_PROTOCOL_VERSION;
  return about(to, alert ? failure_kind::handshake : failure_kind::untrusted,
               "no TLS connection: " + base::printable(ec.message()));
}

} // namespace

asio::awaitable<result<std::unique_ptr<byte_stream>>> connect(asio::any_io_executor executor, way how,
                                                              time_point deadline) {
  using opened = std::unique_ptr<byte_stream>;
  const hop first = first_hop(how);
  const auto found = co_await resolve(executor, first, deadline);
  if (!found) co_return found.error();
  if (how.security == nullptr) {
    auto plain = std::make_unique<plain_bytes>(executor);
    if (auto why = co_await open(plain->stream(), *found, first, deadline)) co_return *why;
    co_return opened(std::move(plain));
  }
  auto secure = std::make_unique<tls_bytes>(executor, how.security->context());
  std::string where = how.to.host_and_port();
  if (auto why = co_await open(secure->stream().next_layer(), *found, first, deadline)) co_return *why;
  if (how.through != nullptr) {
    bytes<beast::tcp_stream&> below(secure->stream().next_layer());
    if (auto why = co_await open_tunnel(below, *how.through, how.to, deadline)) {
      why->message = where + ": " + why->message;
      co_return *why;
    }
    where += " through the proxy " + how.through->shown();
  }
  verdict checked;
  how.security->prepare(secure->stream().native_handle(), checked);
  secure->expire_at(deadline);
  const auto shaken = co_await secure->stream().async_handshake(asio::ssl::stream_base::client, token);
  tls::finish(secure->stream().native_handle());
  if (std::get<0>(shaken)) co_return not_shaken(where, std::get<0>(shaken), checked);
  co_return opened(std::move(secure));
}

bool is_resolving() { return lookups > 0; }

} // namespace rolecall::http
