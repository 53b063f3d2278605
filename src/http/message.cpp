#include "http/message.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace rolecall::http {
namespace {

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

bool is_pchar(char c) {
  return is_unreserved(c) || std::string_view("!$&'()*+,;=:@").find(c) != std::string_view::npos;
}

std::string percent_encode(std::string_view text, bool (*stays)(char)) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (stays(c)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += digits[byte >> 4U];
      out += digits[byte & 0xFU];
    }
  }
  return out;
}

constexpr std::array<std::string_view, 14> kind_names{
    "refused",      "unknown_host", "unreachable", "untrusted", "handshake",    "proxy",       "out_of_files",
    "disconnected", "timed_out",    "protocol",    "too_large", "rate_limited", "out_of_time", "cancelled"};

} // namespace

std::string_view to_string(method verb) {
  switch (verb) {
  case method::get: return "GET";
  case method::post: return "POST";
  case method::del: return "DELETE";
  case method::lock: return "LOCK";
  case method::unlock: return "UNLOCK";
  }
  return "";
}

request::request(method verb_, std::string target_, std::string route_, std::string body_)
    : verb(verb_), target(std::move(target_)), route(std::move(route_)), body(std::move(body_)) {}

std::optional<std::string_view> response::find(std::string_view name) const {
  const auto found =
      std::ranges::find_if(headers, [&](const header& h) { return base::same_but_case(h.name, name); });
  if (found == headers.end()) return std::nullopt;
  return found->value;
}

std::string_view to_string(failure_kind kind) { return kind_names.at(static_cast<std::size_t>(kind)); }

void throw_exception_from_error(const failure& why, const boost::source_location& /*where*/) {
  throw std::logic_error("value of a failed result: " + why.message);
}

std::optional<std::string> why_not_a_segment(std::string_view id) {
  if (id.empty()) return "an id must not be empty";
  if (id == "." || id == "..") return "the id \"" + std::string(id) + "\" would change the path";
  std::size_t at = 0;
  while (at < id.size()) {
    const auto c = base::decode(id, at);
    if (!c) return "the id " + base::quoted(id) + " is not valid UTF-8";
    if (base::is_control(c->code)) return "the id " + base::quoted(id) + " has a control character in it";
    at += c->bytes;
  }
  return std::nullopt;
}

std::string path_segment(std::string_view id) {
  if (const auto why = why_not_a_segment(id)) throw std::invalid_argument(*why);
  return percent_encode(id, is_pchar);
}

std::string query_value(std::string_view text) { return percent_encode(text, is_unreserved); }

} // namespace rolecall::http
