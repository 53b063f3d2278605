#include "http/tls_transport.hpp"

#include "base/text.hpp"
#include "http/base64.hpp"
#include "http/connect.hpp"
#include "http/exchange.hpp"
#include "http/log.hpp"
#include "http/pool.hpp"
#include "http/tls.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace rolecall::http {
namespace {

namespace asio = boost::asio;

bool is_visible_ascii(char c) { return c > ' ' && c < '\x7f'; }

std::optional<failure> refuse(std::string why) { return failure{failure_kind::refused, std::move(why)}; }

/// What must never get into a request line.
std::optional<failure> why_unfit(const request& what) {
  const std::string_view path = std::string_view(what.target).substr(0, what.target.find('?'));
  if (!path.starts_with('/') || !std::ranges::all_of(what.target, is_visible_ascii) ||
      what.target.find('#') != std::string::npos) {
    return refuse("not a request target: " + base::quoted(what.target));
  }
  const std::string closed = std::string(path) + "/";
  if (closed.find("/./") != std::string::npos || closed.find("/../") != std::string::npos) {
    return refuse("a request target with a dot segment: " + base::quoted(what.target));
  }
  return std::nullopt;
}

std::optional<failure> why_unfit(const transport_options& options) {
  const std::string& key = options.key.reveal();
  if (key.empty() && options.scheme != authorization::none) return refuse("the key is empty");
  if (options.scheme == authorization::bearer && !std::ranges::all_of(key, is_visible_ascii)) {
    return refuse(
        "the key contains a blank, a line break or another character that no key has; was it copied whole, "
        "and alone?");
  }
  if (options.connections < 1 || options.connections > 64) return refuse("connections must be from 1 to 64");
  return std::nullopt;
}

/// What the exchanges share; it lives as long as the last of them.
struct server {
  server(asio::any_io_executor e, transport_options o, std::unique_ptr<tls> s)
      : executor(std::move(e)),
        options(std::move(o)),
        security(std::move(s)),
        connections(std::make_shared<pool>(executor, options.connections,
                                           security ? opening::first_alone : opening::all_at_once)) {}

  asio::any_io_executor executor;
  transport_options options;
  std::unique_ptr<tls> security;
  std::shared_ptr<pool> connections;
  bool stopping = false;
};

base::secret request_text(const transport_options& options, const request& what) {
  std::string text;
  text.reserve(1024 + options.base.path.size() + options.key.reveal().size() + options.user_agent.size() +
               what.target.size() + what.body.size()); // never moved, so that the key leaves no copy behind
  text += to_string(what.verb);
  text += " " + options.base.path + what.target + " HTTP/1.1\r\nHost: " + options.base.authority();
  if (options.scheme != authorization::none) {
    text +=
        options.scheme == authorization::basic ? "\r\nAuthorization: Basic " : "\r\nAuthorization: Bearer ";
    text += options.key.reveal();
  }
  text += "\r\nAccept: application/json\r\nUser-Agent: " + options.user_agent + "\r\n";
  if (!what.body.empty()) text += "Content-Type: application/json\r\n";
  if (!what.body.empty() || what.verb == method::post) {
    text += "Content-Length: " + std::to_string(what.body.size()) + "\r\n";
  }
  text += "\r\n" + what.body;
  return base::secret(std::move(text));
}

asio::awaitable<exchanged> exchange_once(server& with, pool::lease& place, std::string_view text,
                                         time_point deadline) {
  const bool fresh = !place.connection;
  if (fresh) {
    const auto due = std::min(deadline, std::chrono::steady_clock::now() + with.options.limits.connect);
    const proxy* const through = with.options.through ? &*with.options.through : nullptr;
    const way how{with.options.base, with.security.get(), through, with.options.set_by};
    auto opened = co_await connect(with.executor, how, due);
    if (!opened) co_return exchanged{opened.error(), true};
    place.connection = std::move(*opened);
  }
  const exchange_terms terms{with.options.limits, deadline, with.options.base.host_and_port()};
  auto done = co_await exchange_on(*place.connection, text, terms);
  place.keep = done.reusable;
  if (!done.reusable) place.connection.reset();
  if (fresh) done.answered = true; // only of an old connection one may suppose that it had died before
  co_return done;
}

/// Why nothing is sent although its turn has come.
std::optional<failure> why_not(const server& with, time_point deadline) {
  if (with.stopping) return failure{failure_kind::cancelled, "not sent: a stop was requested"};
  if (std::chrono::steady_clock::now() < deadline) return std::nullopt;
  return failure{failure_kind::timed_out,
                 with.options.base.host_and_port() + ": no connection was free in time"};
}

bool lacks_files(const exchanged& done) {
  return !done.outcome && done.outcome.error().kind == failure_kind::out_of_files;
}

asio::awaitable<result<response>> run(std::shared_ptr<server> with, request what, time_point deadline) {
  if (auto why = why_unfit(what)) co_return *why;
  auto place = co_await with->connections->acquire();
  if (auto why = why_not(*with, deadline)) co_return *why;
  const base::secret text = request_text(with->options, what);
  auto done = co_await exchange_once(*with, place, text.reveal(), deadline);
  while (lacks_files(done) && with->connections->make_do()) {
    place.give_back();
    place = co_await with->connections->acquire();
    if (auto why = why_not(*with, deadline)) co_return *why;
    done = co_await exchange_once(*with, place, text.reveal(), deadline);
  }
  const bool died_while_idle =
      !done.outcome && !done.answered && done.outcome.error().kind == failure_kind::disconnected;
  if (died_while_idle && what.verb == method::get) {
    done = co_await exchange_once(*with, place, text.reveal(), deadline);
  }
  co_return std::move(done.outcome);
}

class tls_transport final : public transport {
public:
  explicit tls_transport(std::shared_ptr<server> with) : server_(std::move(with)) {}

  asio::awaitable<result<response>> exchange(request what, time_point deadline) override {
    return run(server_, std::move(what), deadline);
  }

  void stop() override { server_->stopping = true; }

private:
  std::shared_ptr<server> server_;
};

} // namespace

result<std::unique_ptr<transport>> make_transport(asio::any_io_executor executor, transport_options options) {
  if (auto why = why_unfit(options)) return *why;
  if (options.scheme == authorization::basic) options.key = base::secret(base64(options.key.reveal()));
  if (!options.key.reveal().empty()) log::hide(options.key);
  if (options.through) log::hide(options.through->authorization);
  std::unique_ptr<tls> security;
  if (options.base.tls) {
    auto made = tls::make(options.base, options.ca_file);
    if (!made) return made.error();
    security = std::move(*made);
  }
  auto with = std::make_shared<server>(std::move(executor), std::move(options), std::move(security));
  return std::unique_ptr<transport>(std::make_unique<tls_transport>(std::move(with)));
}

} // namespace rolecall::http
