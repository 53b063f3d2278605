#include "http/exchange.hpp"

#include "base/text.hpp"
#include "http/response_reader.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace rolecall::http {
namespace {

namespace asio = boost::asio;

time_point no_later_than(time_point deadline, duration from_now) {
  return std::min(deadline, std::chrono::steady_clock::now() + from_now);
}

failure at(const exchange_terms& terms, failure why) {
  why.message = terms.where + ": " + why.message;
  return why;
}

failure not_written(const exchange_terms& terms, const io_outcome& io) {
  if (io.status == io_status::timed_out) {
    return at(terms, {failure_kind::timed_out, "the request could not be sent in time", true});
  }
  return at(terms, {failure_kind::disconnected,
                    "the connection was lost while sending: " + base::printable(io.reason), true});
}

failure not_read(const exchange_terms& terms, const io_outcome& io, bool in_body, bool answered) {
  if (io.status == io_status::timed_out) {
    const char* const what = in_body ? "the response stopped coming" : "no response in time";
    return at(terms, {failure_kind::timed_out, what, true});
  }
  const std::string when = answered ? "in the middle of a response" : "before a response came";
  const std::string how = io.reason.empty() ? "" : ": " + base::printable(io.reason);
  return at(terms, {failure_kind::disconnected, "the connection was lost " + when + how, true});
}

} // namespace

asio::awaitable<exchanged> exchange_on(byte_stream& connection, std::string_view text,
                                       const exchange_terms& terms) {
  exchanged out{failure{failure_kind::disconnected, "", true}};
  const auto sent =
      co_await connection.write(asio::buffer(text), no_later_than(terms.deadline, terms.wait.headers));
  if (sent.status != io_status::done) {
    out.outcome = not_written(terms, sent);
    co_return out;
  }
  const time_point headers_due = no_later_than(terms.deadline, terms.wait.headers);
  response_reader reader(terms.sizes);
  std::array<char, 16384> buffer; // NOLINT: filled by the read
  while (!reader.done()) {
    const time_point due = reader.in_body() ? no_later_than(terms.deadline, terms.wait.idle) : headers_due;
    const auto got = co_await connection.read_some(asio::buffer(buffer), due);
    out.answered = out.answered || got.bytes > 0;
    auto why = reader.feed({buffer.data(), got.bytes});
    if (!why && !reader.done() && got.status == io_status::ended && out.answered) why = reader.feed_end();
    if (why) {
      out.outcome = at(terms, *why);
      co_return out;
    }
    if (got.status != io_status::done && !reader.done()) {
      out.outcome = not_read(terms, got, reader.in_body(), out.answered);
      co_return out;
    }
  }
  out.reusable = reader.keeps_connection();
  out.outcome = reader.take();
  co_return out;
}

} // namespace rolecall::http
