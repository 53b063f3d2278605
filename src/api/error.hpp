#pragma once

// What a call of the API ended with when it was not an answer: mapped from transport failures, statuses and
// bodies that cannot be believed.

#include "http/message.hpp"

#include <boost/system/result.hpp>

#include <string>

namespace rolecall::api {

enum class error_kind {
  network,      ///< no response: see `failure`
  unauthorized, ///< 401: the key is not accepted
  forbidden,    ///< 403, or a 401 that speaks of missing scopes: this key may not do that
  not_found,    ///< 404
  conflict,     ///< 409
  rejected,     ///< another 4xx, or a redirect
  server,       ///< 5xx, 408, 425
  malformed,    ///< a 2xx whose body cannot be believed
  stopped       ///< given up before anything was sent: a stop, a deadline, a limit
};

struct error {
  error_kind kind = error_kind::network;
  int status = 0;          ///< 0: no response
  std::string message;     ///< one sentence, safe for a terminal; the server's own words where it had any
  std::string request_id;  ///< the server's x-request-id, printable; may be empty
  bool maybe_done = false; ///< for a write: the server may have done it
  http::failure_kind failure = http::failure_kind::refused; ///< with `network` and `stopped`
};

/// Whether no other call of this run would fare better: the key is not accepted, the quota is used up, a
/// stop.
bool is_hopeless(const error& why);

/// Whether asking again would bring the same: that, or a limit that is not waited for.
bool is_pointless(const error& why);

/// Whether the server says that things are so already: 409, or another refusal with that word.
bool says_already(const error& why);

/// `message`, with status and request id: "403: You have insufficient permissions (request req_1)".
std::string to_string(const error& why);

[[noreturn]] void throw_exception_from_error(const error& why, const boost::source_location& where);

template <class T>
using result = boost::system::result<T, error>;

error from_failure(const http::failure& why);

/// The server's x-request-id, printable, without the key should it have been sent back; may be empty.
std::string request_id_of(const http::response& answer);

/// For a status that is not 2xx, or a 2xx that must not be taken for success (204 and the like).
error from_response(const http::response& answer);

/// A 2xx whose body cannot be believed; `write`: whether the call was to change something.
error from_body(const http::response& answer, const std::string& why, bool write);

} // namespace rolecall::api
