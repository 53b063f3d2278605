#include "lock/place.hpp"

#include <doctest/doctest.h>

#include <string>
#include <variant>

using namespace rolecall::lock;

TEST_SUITE("lock::place") {
  TEST_CASE("a file is named by its path") {
    struct row {
      std::string text;
      std::string path;
    };
    for (const row& one : {row{"file:lock", "lock"}, row{"file:/srv/lock", "/srv/lock"},
                           row{"file:///srv/lock", "/srv/lock"}}) {
      const auto read = parse_place(one.text);
      REQUIRE(std::holds_alternative<file_place>(read));
      CHECK(std::get<file_place>(read).path == one.path);
    }
  }

  TEST_CASE("a server is named by the URL of the lock") {
    const auto read = parse_place("https://git.example.com:8443/api/state/x/lock");
    REQUIRE(std::holds_alternative<http_place>(read));
    CHECK(std::get<http_place>(read).server.authority() == "git.example.com:8443");
    CHECK(std::get<http_place>(read).server.path == "");
    CHECK(std::get<http_place>(read).target == "/api/state/x/lock");
    CHECK(std::get<http_place>(parse_place("https://git.example.com")).target == "/");
    CHECK(std::holds_alternative<http_place>(parse_place("http://127.0.0.1:80/x")));
  }

  TEST_CASE("everything else is refused, without a password in the message") {
    for (const std::string text :
         {"", "lock", "/srv/lock", "file:", "file:/srv/", "ftp://x/y", "https://", "http://example.com/x",
          "https://u:pass@example.com/x", "https://example.com/x?y=z"}) {
      CAPTURE(text);
      const auto read = parse_place(text);
      REQUIRE(std::holds_alternative<std::string>(read));
      CHECK(std::get<std::string>(read).find("pass@") == std::string::npos);
      CHECK(std::get<std::string>(read).find("base URL") == std::string::npos);
      CHECK(std::get<std::string>(read).find("key") == std::string::npos);
    }
    CHECK(std::get<std::string>(parse_place("https://u:pass@example.com/x")) ==
          "the lock's URL must not contain a user or password; they are read from ROLECALL_LOCK_USERNAME and "
          "ROLECALL_LOCK_PASSWORD (expected something like https://locks.example.com/rolecall)");
  }
}
