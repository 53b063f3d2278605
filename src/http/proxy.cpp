#include "http/proxy.hpp"

#include "base/text.hpp"
#include "http/base64.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace rolecall::http {
namespace {

namespace ip = boost::asio::ip;
namespace urls = boost::urls;

// Nothing of the variable's text is repeated: it may hold a password, or be something else altogether.
failure refuse(const std::string& set_by, const std::string& what) {
  return failure{failure_kind::refused, set_by + " " + what + " (expected http://HOST:PORT)"};
}

/// Of an IPv4 address written as IPv6 the IPv4 address.
ip::address plain(const ip::address& one) {
  if (one.is_v6() && one.to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, one.to_v6());
  return one;
}

std::optional<ip::address> parse_address(std::string_view text) {
  boost::system::error_code ec;
  const ip::address out = ip::make_address(std::string(text), ec);
  if (ec) return std::nullopt;
  return plain(out);
}

std::optional<unsigned> parse_number(std::string_view text) {
  unsigned out = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), out);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return out;
}

template <class Bytes>
bool share_bits(const Bytes& a, const Bytes& b, unsigned bits) {
  if (bits > 8 * a.size()) return false;
  for (std::size_t i = 0; i < a.size() && bits > 0; ++i) {
    const unsigned here = std::min(bits, 8U);
    if ((a[i] ^ b[i]) >> (8U - here) != 0) return false;
    bits -= here;
  }
  return true;
}

bool is_in_network(const ip::address& one, std::string_view entry) {
  const auto slash = entry.find('/');
  const auto network = parse_address(entry.substr(0, slash));
  const auto bits = parse_number(entry.substr(slash + 1));
  if (!network || !bits || network->is_v4() != one.is_v4()) return false;
  if (one.is_v4()) return share_bits(one.to_v4().to_bytes(), network->to_v4().to_bytes(), *bits);
  return share_bits(one.to_v6().to_bytes(), network->to_v6().to_bytes(), *bits);
}

/// An entry of NO_PROXY without its port, and whether that is ours.
struct excepted_host {
  std::string_view host;
  bool port_fits = true;
};

excepted_host split_port(std::string_view entry, std::uint16_t port) {
  if (entry.starts_with('[')) {
    const auto end = entry.find(']');
    if (end == std::string_view::npos) return {entry, false};
    const std::string_view rest = entry.substr(end + 1);
    const bool fits = rest.empty() || (rest.front() == ':' && parse_number(rest.substr(1)) == port);
    return {entry.substr(1, end - 1), fits};
  }
  if (std::ranges::count(entry, ':') != 1) return {entry, true};
  const auto colon = entry.find(':');
  return {entry.substr(0, colon), parse_number(entry.substr(colon + 1)) == port};
}

std::string_view without_dot_at_the_end(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

bool is_at_or_below(std::string_view name, std::string_view parent) {
  if (parent.starts_with("*.")) parent.remove_prefix(1);
  if (parent.starts_with('.')) parent.remove_prefix(1);
  parent = without_dot_at_the_end(parent);
  name = without_dot_at_the_end(name);
  if (parent.empty() || !name.ends_with(parent)) return false;
  const std::string_view rest = name.substr(0, name.size() - parent.size());
  return rest.empty() || rest.ends_with('.');
}

bool excepts(std::string_view entry, const base_url& to) {
  if (entry == "*") return true;
  const std::optional<ip::address> address = to.is_address ? parse_address(to.host) : std::nullopt;
  if (entry.find('/') != std::string_view::npos) return address && is_in_network(*address, entry);
  const excepted_host just = split_port(entry, to.port);
  if (!just.port_fits) return false;
  if (address) return parse_address(just.host) == address;
  return is_at_or_below(to.host, just.host);
}

/// The first of these variables that is not empty.
std::pair<std::string, std::string> first_set(const variables& environment,
                                              std::initializer_list<const char*> names) {
  for (const char* const name : names) {
    if (std::string value = environment(name); !value.empty()) return {name, std::move(value)};
  }
  return {};
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

/// What Proxy-Authorization says of the user and password in `url`; nothing if they cannot be said.
std::optional<base::secret> basic(const urls::url_view& url) {
  std::string both = std::string(url.user());
  const bool fit = both.find(':') == std::string::npos;
  both.reserve(both.size() + url.encoded_password().size() + 1);
  both += ":";
  std::string password = std::string(url.password());
  both += password;
  base::wipe(password);
  std::string said = "Basic " + base64(both);
  const bool clean = std::ranges::none_of(both, is_control);
  base::wipe(both);
  base::secret kept(said);
  base::wipe(said);
  if (!fit || !clean) return std::nullopt;
  return kept;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool read_host(const urls::url_view& url, proxy& into) {
  const auto type = url.host_type();
  if (type == urls::host_type::ipv4 || type == urls::host_type::ipv6) {
    const auto address = parse_address(std::string(url.host_address()));
    if (!address) return false;
    into.host = address->to_string();
    into.is_address = true;
    return true;
  }
  into.host = base::lower(std::string(url.encoded_host()));
  const bool only_dots = into.host.find_first_not_of('.') == std::string::npos;
  return type == urls::host_type::name && !only_dots && std::ranges::all_of(into.host, is_name_character);
}

} // namespace

std::string proxy::shown() const {
  const bool v6 = is_address && host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port) + " (" + set_by + ")";
}

result<proxy> parse_proxy(std::string_view text, const std::string& set_by) {
  const bool bare = text.find("://") == std::string_view::npos;
  const base::secret whole((bare ? "http://" : "") + std::string(text));
  const auto parsed = urls::parse_uri(whole.reveal());
  if (!parsed) {
    return refuse(set_by, "is not a URL; special characters in user and password are written as in %40");
  }
  const urls::url_view& url = *parsed;
  const std::string scheme = base::lower(std::string(url.scheme()));
  if (scheme != "http") {
    return refuse(set_by, "names a proxy that is not spoken to by http://; other kinds are not supported");
  }
  if ((!url.encoded_path().empty() && url.encoded_path() != "/") || url.has_query() || url.has_fragment())
    return refuse(set_by, "has something behind the port");
  proxy out;
  out.set_by = set_by;
  if (!read_host(url, out)) return refuse(set_by, "names no host that can be used");
  if (url.has_port()) {
    const auto port = parse_number(std::string(url.port()));
    if (!port || *port == 0 || *port > 65535)
      return refuse(set_by, "has a port that is not a number from 1 to 65535");
    out.port = static_cast<std::uint16_t>(*port);
  }
  if (url.has_userinfo()) {
    auto said = basic(url);
    if (!said) return refuse(set_by, "has a user or password that no proxy can be told");
    out.authorization = *std::move(said);
  }
  return out;
}

bool is_excepted(const base_url& to, std::string_view no_proxy) {
  const std::string all = base::lower(no_proxy);
  constexpr std::string_view between = ", \t\r\n";
  std::size_t at = 0;
  while ((at = all.find_first_not_of(between, at)) != std::string::npos) {
    const std::size_t end = std::min(all.find_first_of(between, at), all.size());
    if (excepts(std::string_view(all).substr(at, end - at), to)) return true;
    at = end;
  }
  return false;
}

result<std::optional<proxy>> find_proxy(const base_url& to, const variables& environment) {
  using found = std::optional<proxy>;
  if (to.is_this_machine()) return found();
  auto [name, value] = first_set(environment, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
  if (value.empty()) return found();
  if (is_excepted(to, first_set(environment, {"no_proxy", "NO_PROXY"}).second)) return found();
  auto parsed = parse_proxy(value, name);
  base::wipe(value);
  if (!parsed) return parsed.error();
  return found(std::move(*parsed));
}

} // namespace rolecall::http
