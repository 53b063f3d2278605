#include "http/base_url.hpp"

#include "base/text.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <charconv>

namespace rolecall::http {
namespace {

namespace asio = boost::asio;
namespace urls = boost::urls;

// Nothing of the text itself is repeated before it is known to be a URL without a password: a key pasted into
// the wrong variable must not come back in a message.
failure refuse(const url_words& words, const std::string& what) {
  return failure{failure_kind::refused, std::string(words.called) + " " + what +
                                            " (expected something like " + std::string(words.example) + ")"};
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1); // the slash
    const std::string_view segment = path.substr(0, path.find('/'));
    const std::string plain = base::lower(segment);
    if (plain == "." || plain == ".." || plain.find("%2e") != std::string::npos) return true;
    path.remove_prefix(segment.size());
  }
  return false;
}

/// Fills in host and is_address; an error message where there is no usable host.
std::string read_host(const urls::url_view& url, base_url& into) {
  if (url.host_type() == urls::host_type::ipv4 || url.host_type() == urls::host_type::ipv6) {
    boost::system::error_code ec;
    const auto address = asio::ip::make_address(url.host_address(), ec);
    if (ec) return "has an IP address that cannot be used";
    into.host = address.to_string();
    into.is_address = true;
    return "";
  }
  into.host = base::lower(std::string(url.encoded_host()));
  const bool only_dots = into.host.find_first_not_of('.') == std::string::npos;
  if (url.host_type() != urls::host_type::name || only_dots) return "names no host";
  if (!std::ranges::all_of(into.host, is_name_character)) {
    return "has a host name with characters other than letters, digits, \"-\" and \".\"; write an "
           "international "
           "name in its xn-- form";
  }
  return "";
}

std::string read_port(const urls::url_view& url, base_url& into) {
  into.port = into.tls ? 443 : 80;
  if (!url.has_port()) return "";
  const std::string digits(url.port()); // port_number() takes 65537 for 1
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), into.port);
  if (parsed.ec != std::errc() || into.port == 0) return "has a port that is not a number from 1 to 65535";
  return "";
}

} // namespace

bool base_url::is_this_machine() const {
  if (host == "localhost") return true;
  return is_address && asio::ip::make_address(host).is_loopback();
}

std::string base_url::host_and_port() const {
  const bool v6 = is_address && host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string base_url::authority() const {
  const std::string whole = host_and_port();
  const bool usual = port == (tls ? 443 : 80);
  return usual ? whole.substr(0, whole.rfind(':')) : whole;
}

result<base_url> parse_base_url(std::string_view text) {
  return parse_base_url(
      text, {"the base URL", "https://api.openai.com/v1", "the key", "the key is given on its own"});
}

result<base_url> parse_base_url(std::string_view text, url_words words) {
  const auto parsed = urls::parse_uri(boost::core::string_view(text.data(), text.size()));
  if (!parsed) return refuse(words, text.empty() ? "is empty" : "is not a URL");
  const urls::url_view& url = *parsed;
  base_url out;
  const std::string scheme = base::lower(std::string(url.scheme()));
  if (scheme != "https" && scheme != "http") return refuse(words, "must begin with https://");
  out.tls = scheme == "https";
  if (url.has_userinfo())
    return refuse(words, "must not contain a user or password; " + std::string(words.instead));
  if (url.has_query() || url.has_fragment())
    return refuse(words, "must end with the path, without \"?\" or \"#\"");
  if (const std::string why = read_host(url, out); !why.empty()) return refuse(words, why);
  if (const std::string why = read_port(url, out); !why.empty()) return refuse(words, why);
  if (!out.tls && !out.is_this_machine()) {
    return refuse(words, "would send " + std::string(words.secret) + " unencrypted to " + out.host +
                             "; http:// is for this machine only, write https://");
  }
  out.path = std::string(url.encoded_path());
  // The parser takes "x:5le/" for port 5 and path "le/".
  if (!out.path.empty() && out.path.front() != '/')
    return refuse(words, "has a port that is not a number from 1 to 65535");
  while (out.path.ends_with('/')) out.path.pop_back();
  if (has_dot_segment(out.path))
    return refuse(words, "has a \".\" or \"..\" in its path; write the path it leads to");
  return out;
}

} // namespace rolecall::http
