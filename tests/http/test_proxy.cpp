#include "http/base64.hpp"
#include "http/proxy.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

namespace http = rolecall::http;

namespace {

using environment = std::map<std::string, std::string>;

http::base_url target(const std::string& url) {
  const auto base = http::parse_base_url(url);
  REQUIRE(base.has_value());
  return *base;
}

http::result<std::optional<http::proxy>> found(const environment& variables,
                                               const std::string& url = "https://api.openai.com/v1") {
  return http::find_proxy(target(url), [&](const char* name) {
    const auto at = variables.find(name);
    return at == variables.end() ? std::string() : at->second;
  });
}

/// What leads there: "" directly.
std::string way(const environment& variables, const std::string& url = "https://api.openai.com/v1") {
  const auto by = found(variables, url);
  REQUIRE(by.has_value());
  return *by ? (*by)->shown() : "";
}

} // namespace

TEST_SUITE_BEGIN("http::proxy");

TEST_CASE("the first variable that is not empty names the proxy, lower case before upper, https before all") {
  struct row {
    environment variables;
    std::string expected;
  };
  const row rows[] = {
      {{}, ""},
      {{{"https_proxy", "http://a:1"}}, "a:1 (https_proxy)"},
      {{{"HTTPS_PROXY", "http://b:2"}}, "b:2 (HTTPS_PROXY)"},
      {{{"https_proxy", "http://a:1"}, {"HTTPS_PROXY", "http://b:2"}}, "a:1 (https_proxy)"},
      {{{"https_proxy", ""}, {"HTTPS_PROXY", "http://b:2"}}, "b:2 (HTTPS_PROXY)"},
      {{{"all_proxy", "http://c:3"}}, "c:3 (all_proxy)"},
      {{{"ALL_PROXY", "http://d:4"}}, "d:4 (ALL_PROXY)"},
      {{{"ALL_PROXY", "http://d:4"}, {"HTTPS_PROXY", "http://b:2"}}, "b:2 (HTTPS_PROXY)"},
      {{{"http_proxy", "http://e:5"}, {"HTTP_PROXY", "http://e:5"}}, ""},
      {{{"https_proxy", "http://a:1"}, {"no_proxy", "openai.com"}}, ""},
      {{{"https_proxy", "http://a:1"}, {"NO_PROXY", "openai.com"}}, ""},
      {{{"https_proxy", "http://a:1"}, {"no_proxy", "x"}, {"NO_PROXY", "*"}}, "a:1 (https_proxy)"},
      {{{"https_proxy", "http://a:1"}, {"no_proxy", ""}, {"NO_PROXY", "*"}}, ""},
  };
  for (const row& r : rows) {
    CAPTURE(r.expected);
    CHECK(way(r.variables) == r.expected);
  }
}

TEST_CASE("this machine is reached directly, whatever the environment says") {
  for (const std::string url : {"https://localhost:8443", "https://127.0.0.1", "https://127.8.9.1:1",
                                "https://[::1]:8443", "http://localhost:8080", "http://127.0.0.1:1"}) {
    CAPTURE(url);
    CHECK(way({{"https_proxy", "http://a:1"}, {"all_proxy", "socks5://b"}}, url) == "");
    CHECK(way({{"https_proxy", "nonsense://"}}, url) == "");
  }
  CHECK(way({{"https_proxy", "http://a:1"}}, "https://192.0.2.1") == "a:1 (https_proxy)");
}

TEST_CASE("a proxy is a host, a port, and perhaps a user with a password") {
  struct row {
    std::string text, shown, says;
  };
  const row rows[] = {
      {"http://proxy.example.com:3128", "proxy.example.com:3128 (P)", ""},
      {"HTTP://Proxy.Example.COM:3128/", "proxy.example.com:3128 (P)", ""},
      {"proxy.example.com:3128", "proxy.example.com:3128 (P)", ""},
      {"proxy", "proxy:80 (P)", ""},
      {"http://192.0.2.1:8080", "192.0.2.1:8080 (P)", ""},
      {"http://[2001:DB8::1]:8080", "[2001:db8::1]:8080 (P)", ""},
      {"http://ada:lovelace@proxy:1", "proxy:1 (P)", "Basic YWRhOmxvdmVsYWNl"},
      {"ada:lovelace@proxy:1", "proxy:1 (P)", "Basic YWRhOmxvdmVsYWNl"},
      {"http://ada@proxy:1", "proxy:1 (P)", "Basic YWRhOg=="},
      {"http://a%40b:p%3Aq%2F@proxy:1", "proxy:1 (P)", "Basic " + http::base64("a@b:p:q/")},
  };
  for (const row& r : rows) {
    CAPTURE(r.text);
    const auto by = http::parse_proxy(r.text, "P");
    REQUIRE(by.has_value());
    CHECK(by->shown() == r.shown);
    CHECK(by->authorization.reveal() == r.says);
  }
}

TEST_CASE("what is no such proxy is refused, and nothing of it is repeated but the variable's name") {
  const std::string secret = "9fK2vQ7xT4mZ8wL3";
  const std::vector<std::string> table{
      "https://ada:" + secret + "@proxy:1",
      "socks5://" + secret + "@proxy:1",
      "socks5h://proxy",
      "http://",
      "http://:3128",
      "http://.:3128",
      "..",
      "http://proxy:0",
      "http://proxy:99999",
      "http://proxy:port",
      "http://ada:" + secret + "@proxy/path",
      "http://ada:" + secret + "/@proxy:1",
      "http://ada:" + secret + "@proxy:1?x",
      "http://ada:" + secret + "#@proxy:1",
      "http://a%3Ab:" + secret + "@proxy:1",
      "http://ada:" + secret + "%0A@proxy:1",
      "http://ada:" + secret + " @proxy:1",
      "http://pr%6Fxy:1",
      "sk-admin-" + secret + "\n",
  };
  for (const std::string& text : table) {
    CAPTURE(text);
    const auto by = http::parse_proxy(text, "https_proxy");
    REQUIRE(by.has_error());
    CHECK(by.error().kind == http::failure_kind::refused);
    CHECK(by.error().message.starts_with("https_proxy "));
    CHECK(by.error().message.find(secret) == std::string::npos);
    CHECK(by.error().message.find("ada") == std::string::npos);
  }
  CHECK(found({{"HTTPS_PROXY", "socks5://proxy:1"}}).error().message ==
        "HTTPS_PROXY names a proxy that is not spoken to by http://; other kinds are not supported (expected "
        "http://HOST:PORT)");
}

TEST_CASE("NO_PROXY: names on label borders, addresses, networks, ports, and a star for all") {
  struct row {
    std::string url, no_proxy;
    bool excepted;
  };
  const std::string api = "https://api.example.com/v1";
  const std::string four = "https://10.1.2.3";
  const std::string six = "https://[fd00:1::5]:8443";
  const row rows[] = {
      {api, "", false},
      {api, " ,, ", false},
      {api, "*", true},
      {api, "x, *", true},
      {api, "api.example.com", true},
      {api, "API.Example.Com", true},
      {api, "example.com", true},
      {api, ".example.com", true},
      {api, "*.example.com", true},
      {api, "com", true},
      {api, ".", false},
      {api, "*.", false},
      {api, "xample.com", false},
      {api, "pi.example.com", false},
      {api, "www.api.example.com", false},
      {api, "example.org", false},
      {api, "example.com.", true},
      {"https://api.example.com./", "example.com", true},
      {"https://example.com", ".example.com", true},
      {"https://notexample.com", "example.com", false},
      {api, "a.b,example.com", true},
      {api, "a.b example.com", true},
      {api, "a.b,\texample.com\n", true},
      {api, "api*.example.com", false},
      {api, "*example.com", false},
      {api, "example.com:443", true},
      {api, "example.com:8443", false},
      {api, "example.com:", false},
      {api, "example.com:x", false},
      {"https://api.example.com:8443", "example.com:8443", true},
      {"https://api.example.com:8443", "example.com", true},
      {"https://api.example.com:8443", "example.com:443", false},
      {api, "10.0.0.0/8", false},
      {api, "*:443", false},
      {four, "10.1.2.3", true},
      {four, "10.1.2.3:443", true},
      {four, "10.1.2.3:80", false},
      {four, "1.2.3", false},
      {four, ".3", false},
      {four, "3", false},
      {four, "10.1.2.4", false},
      {four, "10.0.0.0/8", true},
      {four, "10.9.9.9/8", true},
      {four, "10.1.2.0/24", true},
      {four, "10.1.2.2/31", true},
      {four, "10.1.2.4/31", false},
      {four, "10.1.2.3/32", true},
      {four, "0.0.0.0/0", true},
      {four, "10.0.0.0/33", false},
      {four, "10.0.0.0/-1", false},
      {four, "10.0.0.0/", false},
      {four, "/8", false},
      {four, "::/0", false},
      {four, "::ffff:10.1.2.3", true},
      {"https://[::ffff:10.1.2.3]", "10.0.0.0/8", true},
      {six, "fd00:1::5", true},
      {six, "FD00:1:0::5", true},
      {six, "[fd00:1::5]", true},
      {six, "[fd00:1::5]:8443", true},
      {six, "[fd00:1::5]:443", false},
      {six, "[fd00:1::5", false},
      {six, "fd00::/8", true},
      {six, "fd00:1::/32", true},
      {six, "fd00:2::/32", false},
      {six, "fd00:1::/129", false},
      {six, "0.0.0.0/0", false},
      {six, "5", false},
  };
  for (const row& r : rows) {
    CAPTURE(r.url);
    CAPTURE(r.no_proxy);
    CHECK(http::is_excepted(target(r.url), r.no_proxy) == r.excepted);
  }
}

TEST_CASE("base64 as in RFC 4648") {
  CHECK(http::base64("") == "");
  CHECK(http::base64("f") == "Zg==");
  CHECK(http::base64("fo") == "Zm8=");
  CHECK(http::base64("foo") == "Zm9v");
  CHECK(http::base64("foobar") == "Zm9vYmFy");
  CHECK(http::base64("\xff\xfe\xfd") == "//79");
}

TEST_SUITE_END();
