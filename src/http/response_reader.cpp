#include "http/response_reader.hpp"

#include "base/text.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <string>

namespace rolecall::http {
namespace {

namespace beast = boost::beast;
namespace wire = boost::beast::http;
using parser = wire::response_parser<wire::string_body>;

constexpr int most_interim_responses = 16;

failure unbelievable(std::string what) { return {failure_kind::protocol, std::move(what), true}; }
failure too_large(std::string what) { return {failure_kind::too_large, std::move(what), true}; }

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

std::optional<failure> judge_error(const boost::system::error_code& ec, const size_limits& sizes) {
  if (ec == wire::error::header_limit) {
    return too_large("the response's headers are larger than " + std::to_string(sizes.header_bytes) +
                     " bytes");
  }
  if (ec == wire::error::body_limit || ec == wire::error::buffer_overflow) {
    return too_large("the response's body is larger than " + std::to_string(sizes.body_bytes) + " bytes");
  }
  return unbelievable("the response is not valid HTTP: " + ec.message());
}

/// What Beast lets through although two readers could understand it in two ways, or we in none.
std::optional<failure> judge_headers(const parser& p, const size_limits& sizes) {
  const auto& head = p.get();
  const auto lines = static_cast<std::size_t>(std::distance(head.begin(), head.end()));
  if (lines > sizes.header_lines)
    return too_large("the response has " + std::to_string(lines) + " header lines");
  if (head.count(wire::field::content_length) > 1)
    return unbelievable("the response states its length twice");
  const auto coding = head.find(wire::field::transfer_encoding);
  if (coding != head.end() && base::lower(view(coding->value())) != "chunked") {
    return unbelievable("the response has a Transfer-Encoding other than chunked: " +
                        base::printable(view(coding->value())));
  }
  const auto encoding = head.find(wire::field::content_encoding);
  if (encoding != head.end() && base::lower(view(encoding->value())) != "identity") {
    return unbelievable("the response has a Content-Encoding nobody asked for: " +
                        base::printable(view(encoding->value())));
  }
  if (head.result_int() == 101) return unbelievable("the server switches to another protocol");
  const auto length = head.find(wire::field::content_length);
  const bool announces_body = coding != head.end() || (length != head.end() && length->value() != "0");
  if (head.result_int() == 204 && announces_body)
    return unbelievable("the response has status 204 and a body");
  return std::nullopt;
}

} // namespace

struct response_reader::state {
  explicit state(const size_limits& limits) : sizes(limits) { begin(); }

  void begin() {
    current.emplace();
    current->eager(true);
    current->header_limit(static_cast<std::uint32_t>(sizes.header_bytes));
    current->body_limit(sizes.body_bytes);
    header_bytes = 0;
    judged = false;
  }

  std::optional<failure> after_put(const boost::system::error_code& ec, std::size_t used) {
    if (ec && ec != wire::error::need_more) return judge_error(ec, sizes);
    if (!current->is_header_done()) {
      header_bytes += used;
      if (header_bytes + tail.size() > sizes.header_bytes)
        return judge_error(wire::error::header_limit, sizes);
      return std::nullopt;
    }
    if (tail.size() > sizes.header_bytes && !current->is_done()) {
      return too_large("the response has a chunk header larger than " + std::to_string(sizes.header_bytes) +
                       " bytes");
    }
    if (judged) return std::nullopt;
    judged = true;
    return judge_headers(*current, sizes);
  }

  [[nodiscard]] bool is_interim() const {
    return current->is_done() && current->get().result_int() / 100 == 1;
  }

  /// Whether less has come than the last chunk takes, which this may be. Beast asserts that it gets that
  /// much, once it has seen the size 0 of a first chunk.
  [[nodiscard]] bool waits_for_chunk() const {
    constexpr std::size_t last_chunk = std::string_view("0\r\n\r\n").size();
    return current->is_header_done() && current->chunked() && tail.starts_with('0') &&
           tail.size() < last_chunk;
  }

  size_limits sizes;
  std::optional<parser> current;
  std::string tail; ///< came, but not yet understood
  std::size_t header_bytes = 0;
  std::size_t wire_bytes = 0;
  int interim = 0;
  bool judged = false;
};

response_reader::response_reader(const size_limits& sizes) : state_(std::make_unique<state>(sizes)) {}
response_reader::~response_reader() = default;

std::optional<failure> response_reader::feed(std::string_view bytes) {
  state& s = *state_;
  s.wire_bytes += bytes.size();
  if (s.wire_bytes > s.sizes.wire_bytes)
    return too_large("the response takes more bytes than its body could need");
  s.tail += bytes;
  while (!s.tail.empty() && !done()) {
    if (s.waits_for_chunk()) break;
    boost::system::error_code ec;
    const std::size_t used = s.current->put(boost::asio::buffer(s.tail), ec);
    s.tail.erase(0, used);
    if (auto why = s.after_put(ec, used)) return why;
    if (s.is_interim()) {
      if (++s.interim > most_interim_responses)
        return unbelievable("the server sends interim responses without end");
      s.begin();
      continue;
    }
    if (ec == wire::error::need_more || used == 0) break;
  }
  if (done() && !s.tail.empty()) {
    return unbelievable("the server sent " + std::to_string(s.tail.size()) +
                        " bytes more than its response has");
  }
  return std::nullopt;
}

std::optional<failure> response_reader::feed_end() {
  boost::system::error_code ec = wire::error::partial_message;
  if (state_->current->got_some()) state_->current->put_eof(ec);
  if (!ec) return std::nullopt;
  return failure{failure_kind::disconnected, "the connection ended in the middle of a response", true};
}

bool response_reader::in_body() const { return state_->current->is_header_done(); }

bool response_reader::done() const { return state_->current->is_done(); }

bool response_reader::keeps_connection() const { return done() && state_->current->keep_alive(); }

response response_reader::take() {
  auto message = state_->current->release();
  response out;
  out.status = static_cast<int>(message.result_int());
  for (const auto& field : message) {
    out.headers.push_back({std::string(view(field.name_string())), std::string(view(field.value()))});
  }
  out.body = std::move(message.body());
  return out;
}

} // namespace rolecall::http
