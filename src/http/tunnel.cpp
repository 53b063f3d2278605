#include "http/tunnel.hpp"

#include "base/text.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace rolecall::http {
namespace {

namespace asio = boost::asio;

constexpr std::size_t longest_head = std::size_t{16} << 10U;
constexpr std::string_view end_of_head = "\r\n\r\n";
constexpr std::string_view beginning = "HTTP/1."; // and a digit, a blank, three digits

base::secret request_text(const proxy& by, const base_url& to) {
  const std::string where = to.host_and_port();
  std::string text;
  text.reserve(256 + 2 * where.size() + by.authorization.reveal().size()); // never moved, as in exchanges
  text += "CONNECT " + where + " HTTP/1.1\r\nHost: " + where + "\r\n";
  if (!by.authorization.reveal().empty()) {
    text += "Proxy-Authorization: ";
    text += by.authorization.reveal();
    text += "\r\n";
  }
  text += "\r\n";
  base::secret kept(text);
  base::wipe(text);
  return kept;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Of a head as far as it has come: whether it can still become one of HTTP.
bool begins_like_http(std::string_view head) {
  return head.substr(0, beginning.size()) == beginning.substr(0, head.size());
}

/// The status of a whole head; 0 if it has none.
int status_of(std::string_view head) {
  if (head.size() < beginning.size() + 5 || !head.starts_with(beginning)) return 0;
  const std::string_view rest = head.substr(beginning.size());
  if (!is_digit(rest[0]) || rest[1] != ' ') return 0;
  int status = 0;
  for (const char c : rest.substr(2, 3)) {
    if (!is_digit(c)) return 0;
    status = status * 10 + (c - '0');
  }
  return status;
}

std::string advice(int status, const proxy& by) {
  if (status == 407 && by.authorization.reveal().empty())
    return ": it asks for a user and password; write " + by.set_by + "=http://USER:PASSWORD@HOST:PORT";
  if (status == 407)
    return ": it does not accept the user and password, or asks for them in another way than Basic";
  if (status == 403) return ": it does not lead to this host";
  if (status >= 500) return ": it does not reach this host";
  return "";
}

failure not_heard(const proxy& by, const io_outcome& io) {
  if (io.status == io_status::timed_out)
    return {failure_kind::handshake, "the proxy " + by.shown() + " did not answer in time"};
  const std::string how = io.reason.empty() ? "" : ": " + base::printable(io.reason);
  return {failure_kind::disconnected, "the proxy " + by.shown() + " closed the connection" + how};
}

/// It leads nowhere at the moment: as if there were no connection.
failure away(const proxy& by, int status) {
  return {failure_kind::unreachable,
          "the proxy " + by.shown() + " answers " + std::to_string(status) + advice(status, by)};
}

failure refused_by(const proxy& by, const std::string& what) {
  return {failure_kind::proxy, "the proxy " + by.shown() + " " + what};
}

/// What the bytes so far say. `more` is set if they do not say enough; interim heads are taken off them.
std::optional<failure> judge(std::string& bytes, const proxy& by, bool& more) {
  more = false;
  for (;;) {
    if (!begins_like_http(bytes)) return refused_by(by, "answers with something that is not HTTP");
    const auto end = bytes.find(end_of_head);
    if (end == std::string::npos) {
      more = true;
      if (bytes.size() <= longest_head) return std::nullopt;
      return refused_by(by, "answers with headers that are too large");
    }
    const int status = status_of(bytes);
    const std::size_t behind = end + end_of_head.size();
    if (status / 100 == 1 && status != 101) {
      bytes.erase(0, behind);
      continue;
    }
    if (status / 100 != 2) {
      if (status == 0) return refused_by(by, "answers with something that is not HTTP");
      if (status >= 500) return away(by, status);
      return refused_by(by, "answers " + std::to_string(status) + advice(status, by));
    }
    if (bytes.size() > behind) // TLS lets the client speak first: whoever spoke is not the server
      return refused_by(by, "sends bytes of its own into the connection");
    return std::nullopt;
  }
}

} // namespace

asio::awaitable<std::optional<failure>> open_tunnel(byte_stream& connection, const proxy& by,
                                                    const base_url& to, time_point deadline) {
  const base::secret text = request_text(by, to);
  const auto sent = co_await connection.write(asio::buffer(text.reveal()), deadline);
  if (sent.status != io_status::done) co_return not_heard(by, sent);
  std::string head;
  std::array<char, 4096> buffer; // NOLINT: filled by the read
  bool more = true;
  while (more) {
    const auto got = co_await connection.read_some(asio::buffer(buffer), deadline);
    head.append(buffer.data(), got.bytes);
    if (auto why = judge(head, by, more)) co_return why;
    if (more && got.status != io_status::done) co_return not_heard(by, got);
  }
  co_return std::nullopt;
}

} // namespace rolecall::http
