#include "api/error.hpp"

#include "base/text.hpp"
#include "http/log.hpp"
#include "wire/decode.hpp"

#include <stdexcept>

namespace rolecall::api {
namespace {

bool speaks_of_scopes(const std::string& message) {
  return message.find("Missing scopes") != std::string::npos ||
         message.find("insufficient permissions") != std::string::npos;
}

error_kind kind_of(int status, const wire::error_text& said) {
  switch (status) {
  case 401:
    return speaks_of_scopes(said.message) && said.code.empty() ? error_kind::forbidden
                                                               : error_kind::unauthorized;
  case 403: return error_kind::forbidden;
  case 404: return error_kind::not_found;
  case 409: return error_kind::conflict;
  case 408:
  case 425: return error_kind::server;
  default: return status >= 500 ? error_kind::server : error_kind::rejected;
  }
}

std::string words(const http::response& answer, const wire::error_text& said) {
  constexpr std::size_t longest = 500;
  // A server, or a proxy before it, may send back the key it was given.
  if (!said.message.empty())
    return base::printable(http::log::without_secrets(said.message).substr(0, longest));
  if (answer.status >= 300 && answer.status < 400) return "the server redirects, which is not followed";
  return "the server gave no reason";
}

} // namespace

std::string request_id_of(const http::response& answer) {
  const std::string said = http::log::without_secrets(answer.find("x-request-id").value_or(""));
  return base::printable(said.substr(0, 200));
}

bool is_hopeless(const error& why) {
  constexpr int too_many_requests = 429; // waited out where waiting helps
  const bool over = why.kind == error_kind::stopped && why.failure != http::failure_kind::rate_limited;
  return over || why.kind == error_kind::unauthorized || why.status == too_many_requests;
}

bool is_pointless(const error& why) { return why.kind == error_kind::stopped || is_hopeless(why); }

bool says_already(const error& why) {
  return why.kind == error_kind::conflict ||
         (why.kind == error_kind::rejected && why.message.find("already") != std::string::npos);
}

std::string to_string(const error& why) {
  std::string out = why.status == 0 ? why.message : std::to_string(why.status) + ": " + why.message;
  if (!why.request_id.empty()) out += " (request " + why.request_id + ")";
  return out;
}

void throw_exception_from_error(const error& why, const boost::source_location&) {
  throw std::logic_error("no value: " + why.message);
}

error from_failure(const http::failure& why) {
  const bool stopped = why.kind == http::failure_kind::cancelled ||
                       why.kind == http::failure_kind::out_of_time ||
                       why.kind == http::failure_kind::rate_limited;
  return {stopped ? error_kind::stopped : error_kind::network,
          0,
          http::log::without_secrets(why.message),
          {},
          why.maybe_sent,
          why.kind};
}

error from_response(const http::response& answer) {
  const wire::error_text said = wire::error(answer.body);
  const error_kind kind = kind_of(answer.status, said);
  // An answer from a gateway proves nothing, nor does a conflict: what it speaks of may be our own first try.
  const bool maybe = kind == error_kind::server || kind == error_kind::conflict || answer.status < 300;
  return {kind, answer.status, words(answer, said), request_id_of(answer), maybe, {}};
}

error from_body(const http::response& answer, const std::string& why, bool write) {
  const std::string clean = base::printable(http::log::without_secrets(why));
  return {error_kind::malformed, answer.status, "the answer cannot be used: " + clean,
          request_id_of(answer), write,         {}};
}

} // namespace rolecall::api
