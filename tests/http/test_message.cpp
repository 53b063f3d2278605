#include "http/message.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

namespace http = rolecall::http;

TEST_SUITE_BEGIN("http::message");

TEST_CASE("a path segment keeps what a path may hold and encodes the rest, a slash above all") {
  struct row {
    std::string id, encoded;
  };
  const row rows[] = {
      {"proj_abc", "proj_abc"},
      {"role-api-project-owner__api-project__proj_1", "role-api-project-owner__api-project__proj_1"},
      {"a~b", "a~b"},
      {"a:b@c", "a:b@c"},
      {"!$&'()*+,;=", "!$&'()*+,;="},
      {"a/b", "a%2Fb"},
      {"a b?c#d%2f", "a%20b%3Fc%23d%252f"},
      {"...", "..."},
      {"\xc3\xa4", "%C3%A4"},
      {"[x]", "%5Bx%5D"},
  };
  for (const row& r : rows) CHECK(http::path_segment(r.id) == r.encoded);
}

// Covers F28.
TEST_CASE("an id that would change the path or hide in it is refused") {
  for (const std::string id : {"", ".", "..", "a\nb", "a\x7f", "\xff",
                               "a\xe2\x80\xae"
                               "b"}) {
    CHECK(http::why_not_a_segment(id));
    CHECK_THROWS_AS(http::path_segment(id), std::invalid_argument);
  }
  CHECK_FALSE(http::why_not_a_segment("proj_abc"));
  CHECK(http::why_not_a_segment("a\x1b[2Jb") == "the id \"a\\u001b[2Jb\" has a control character in it");
}

TEST_CASE("a query value encodes all that has a meaning in a query") {
  CHECK(http::query_value("ada+x@example.com&limit=1") == "ada%2Bx%40example.com%26limit%3D1");
  CHECK(http::query_value("a-b.c_d~e") == "a-b.c_d~e");
}

TEST_CASE("a header is found in any case, the first of several") {
  const http::response r{200, {{"X-Request-Id", "1"}, {"x-request-id", "2"}}, ""};
  CHECK(r.find("x-request-ID") == "1");
  CHECK_FALSE(r.find("x-request"));
}

TEST_SUITE_END();
