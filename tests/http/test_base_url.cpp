#include "http/base_url.hpp"

#include <doctest/doctest.h>

#include <string>

namespace http = rolecall::http;

TEST_SUITE_BEGIN("http::base_url");

TEST_CASE("a base URL is taken apart, its path kept without a slash at the end") {
  struct row {
    std::string text;
    http::base_url parts;
    std::string authority;
  };
  const row rows[] = {
      {"https://api.openai.com/v1", {true, false, "api.openai.com", 443, "/v1"}, "api.openai.com"},
      {"https://api.openai.com/v1/", {true, false, "api.openai.com", 443, "/v1"}, "api.openai.com"},
      {"https://api.openai.com//", {true, false, "api.openai.com", 443, ""}, "api.openai.com"},
      {"HTTPS://API.OpenAI.com", {true, false, "api.openai.com", 443, ""}, "api.openai.com"},
      {"https://proxy.example.com:8443/a/b%20c",
       {true, false, "proxy.example.com", 8443, "/a/b%20c"},
       "proxy.example.com:8443"},
      {"https://192.0.2.7/v1", {true, true, "192.0.2.7", 443, "/v1"}, "192.0.2.7"},
      {"https://[2001:DB8::1]:444", {true, true, "2001:db8::1", 444, ""}, "[2001:db8::1]:444"},
      {"http://localhost:8080/v1", {false, false, "localhost", 8080, "/v1"}, "localhost:8080"},
      {"http://LOCALHOST", {false, false, "localhost", 80, ""}, "localhost"},
      {"http://127.0.0.1:1", {false, true, "127.0.0.1", 1, ""}, "127.0.0.1:1"},
      {"http://127.8.9.10:1", {false, true, "127.8.9.10", 1, ""}, "127.8.9.10:1"},
      {"http://[::1]:8080", {false, true, "::1", 8080, ""}, "[::1]:8080"},
  };
  for (const row& r : rows) {
    CAPTURE(r.text);
    const auto parsed = http::parse_base_url(r.text);
    REQUIRE(parsed.has_value());
    CHECK((*parsed == r.parts));
    CHECK(parsed->authority() == r.authority);
  }
  CHECK(http::parse_base_url("https://[::1]")->host_and_port() == "[::1]:443");
}

// Covers F44.
TEST_CASE("a base URL that would misplace the key is refused, with what to write instead") {
  struct row {
    std::string text, why;
  };
  const row rows[] = {
      {"", "is empty"},
      {"api.openai.com/v1", "is not a URL"},
      {"sk-admin-secret", "is not a URL"},
      {"ftp://api.openai.com", "must begin with https://"},
      {"file:///etc/passwd", "must begin with https://"},
      {"https:///v1", "names no host"},
      {"https://.", "names no host"},
      {"https://../v1", "names no host"},
      {"https://u:p@api.openai.com", "must not contain a user or password; the key is given on its own"},
      {"https://u@api.openai.com", "must not contain a user or password; the key is given on its own"},
      {"https://api.openai.com/v1?x=1", "must end with the path, without \"?\" or \"#\""},
      {"https://api.openai.com/v1#x", "must end with the path, without \"?\" or \"#\""},
      {"https://api.openai.com:0", "has a port that is not a number from 1 to 65535"},
      {"https://api.openai.com:5le/", "has a port that is not a number from 1 to 65535"},
      {"https://api.openai.com:65536", "has a port that is not a number from 1 to 65535"},
      {"https://api.openai.com:99999", "has a port that is not a number from 1 to 65535"},
      {"https://api.openai.com/a/../v1", "has a \".\" or \"..\" in its path; write the path it leads to"},
      {"https://api.openai.com/%2E%2e/v1", "has a \".\" or \"..\" in its path; write the path it leads to"},
      {"http://api.openai.com/v1",
       "would send the key unencrypted to api.openai.com; http:// is for this machine only, write https://"},
      {"http://localhost.example.com", "would send the key unencrypted to localhost.example.com; http:// is "
                                       "for this machine only, write https://"},
      {"http://192.0.2.7",
       "would send the key unencrypted to 192.0.2.7; http:// is for this machine only, write https://"},
      {"http://0.0.0.0",
       "would send the key unencrypted to 0.0.0.0; http:// is for this machine only, write https://"},
      {"https://api.openai.com /v1", "is not a URL"},
      {"https://api.openai.com\r\nX: y", "is not a URL"},
      {"https://a%62c.example",
       "has a host name with characters other than letters, digits, \"-\" and \".\"; write an "
       "international name in its xn-- form"},
  };
  for (const row& r : rows) {
    CAPTURE(r.text);
    const auto parsed = http::parse_base_url(r.text);
    REQUIRE(parsed.has_error());
    CHECK(parsed.error().kind == http::failure_kind::refused);
    CHECK(parsed.error().message ==
          "the base URL " + r.why + " (expected something like https://api.openai.com/v1)");
  }
}

TEST_SUITE_END();

TEST_CASE("this machine is known by name and by address") {
  for (const auto* text :
       {"https://localhost/v1", "http://127.0.0.1:80", "https://127.1.2.3", "https://[::1]:1"}) {
    CAPTURE(text);
    CHECK(rolecall::http::parse_base_url(text)->is_this_machine());
  }
  for (const auto* text :
       {"https://api.openai.com/v1", "https://localhost.example.com", "https://10.0.0.1"}) {
    CAPTURE(text);
    CHECK_FALSE(rolecall::http::parse_base_url(text)->is_this_machine());
  }
}
