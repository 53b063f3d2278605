#pragma once

// One request, one response, and what can go wrong in between: the vocabulary of everything that talks to a
// server.

#include <boost/system/result.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::http {

enum class method { get, post, del, lock, unlock };

struct exchange_watch; // caller.hpp

/// As it stands in a request line: "GET", "POST", "DELETE", "LOCK", "UNLOCK".
std::string_view to_string(method verb);

struct request {
  /// `target`: the path below the base URL, from its "/", percent-encoded, with the query.
  /// `route`: verb and path template, "GET /organization/groups/{group_id}/roles": what pacing, counting and
  /// logs go by.
  request(method verb, std::string target, std::string route, std::string body = {});

  method verb;
  std::string target;
  std::string route;
  std::string body;                      ///< JSON, or empty
  const exchange_watch* watch = nullptr; ///< told of each attempt to send this; outlives the call
};

struct header {
  std::string name;
  std::string value;
};

struct response {
  int status = 0;
  std::vector<header> headers; ///< in the order they came; foreign text
  std::string body;

  /// Value of the first header of that name, in any case; nothing if there is none.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
};

enum class failure_kind {
  refused,      ///< the request or an option is not fit to be used; nothing was sent
  unknown_host, ///< the name does not exist
  unreachable,  ///< no connection: name server silent, refused, no route; or the proxy has none (5xx)
  untrusted,    ///< the server could not prove who it is, or speaks no acceptable TLS
  handshake,    ///< the TLS handshake hung or was broken off by the server; or the proxy did not answer
  proxy,        ///< the proxy does not lead to the server, or is none
  out_of_files, ///< this process may open no more files
  disconnected, ///< the connection ended before a whole response
  timed_out,    ///< no response, or no more of it, in time
  protocol,     ///< what came is not a response one can believe
  too_large,    ///< the response is larger than we are willing to read
  rate_limited, ///< the server asks to wait longer than we are allowed to
  out_of_time,  ///< the deadline of the run has come
  cancelled,    ///< a stop was requested before this was sent
};

/// The enumerator's name.
std::string_view to_string(failure_kind kind);

struct failure {
  failure_kind kind;
  std::string message;     ///< one sentence, lower case, names host and port, safe for a terminal
  bool maybe_sent = false; ///< the server may have acted on the request
};

template <class T>
using result = boost::system::result<T, failure>;

/// Called by result<T>::value() on a failure: asking for a value that is not there is a broken invariant.
[[noreturn]] void throw_exception_from_error(const failure& why, const boost::source_location& where);

/// `id` as one segment of a path: everything but RFC 3986's pchar is percent-encoded (so `~` and `:` stay).
/// Throws std::invalid_argument for what why_not_a_segment() refuses: check ids that come from outside first.
std::string path_segment(std::string_view id);

/// Why `id` must not become a segment of a path (empty, `.`, `..`, control characters); nothing if it may.
std::optional<std::string> why_not_a_segment(std::string_view id);

/// `text` as a name or value in a query: everything but RFC 3986's unreserved characters is percent-encoded.
std::string query_value(std::string_view text);

} // namespace rolecall::http
