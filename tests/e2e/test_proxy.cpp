#include "e2e/relay.hpp"
#include "e2e/rolecall.hpp"
#include "http/base64.hpp"

#include <doctest/doctest.h>

// The real rolecall behind a proxy that is the only way to the API: no resolver knows its name.

namespace rolecall::e2e {
namespace {

const std::string password = "pw-" + std::string(canary);
const std::string user_and_password = "ada:" + password;
const std::string fine = "HTTP/1.1 200 Connection established\r\n\r\n";

/// With the API behind `by`.
setting behind(const relay& by, const emulator& server, const std::string& user = "") {
  setting out = against(server, example_folder("startup"));
  out.environment["OPENAI_BASE_URL"] = "https://" + std::string(proxied_name) + "/v1";
  out.environment["https_proxy"] = "http://" + user + "127.0.0.1:" + std::to_string(by.port());
  return out;
}

const std::string elsewhere = "rolecall: warning: the admin key goes to " + std::string(proxied_name) +
                              ", which is not OpenAI's api.openai.com\n";

} // namespace

TEST_SUITE("proxy") {
  // Covers F5, F44.
  TEST_CASE("a plan and an apply go through the proxy, which learns where to and its password, and no more") {
    emulator server(example_state("startup"));
    const relay proxy(server.port(), fine);
    const setting here = behind(proxy, server, user_and_password + "@");
    const outcome planned = rolecall("plan", here);
    CHECK(planned.out == contents(example_folder("startup") + "/plan.txt"));
    CHECK(planned.err == elsewhere);
    CHECK(planned.code == 0);
    const outcome applied = rolecall("apply --yes -v -v --log-level trace", here);
    CHECK(applied.code == 0);
    CHECK(applied.err.find(std::string(proxied_name) + " is reached through the proxy 127.0.0.1:" +
                           std::to_string(proxy.port()) + " (https_proxy)\n") != std::string::npos);
    CHECK(applied.err.find(http::base64(user_and_password)) == std::string::npos);
    CHECK(rolecall("plan --detailed-exitcode", here).code == 0);
    REQUIRE_FALSE(proxy.asked().empty());
    for (const std::string& asked : proxy.asked()) {
      const std::string where = std::string(proxied_name) + ":443";
      CHECK(asked == "CONNECT " + where + " HTTP/1.1\r\nHost: " + where + "\r\nProxy-Authorization: Basic " +
                         http::base64(user_and_password) + "\r\n\r\n");
    }
    CHECK(proxy.heard().find(canary) == std::string::npos);
  }

  // Covers F5.
  TEST_CASE("a proxy that does not lead there ends the run with its answer; nothing goes another way") {
    struct row {
      std::string answer, said;
    };
    const std::vector<row> table{
        {"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
         "answers 407: it asks for a user and password; write https_proxy=http://USER:PASSWORD@HOST:PORT"},
        {"HTTP/1.1 403 Forbidden\r\n\r\n", "answers 403: it does not lead to this host"},
        {"<html>Please log in</html>", "answers with something that is not HTTP"},
    };
    emulator server(example_state("startup"));
    for (const row& one : table) {
      for (const std::string command : {"plan", "apply --yes", "whoami"}) {
        const relay proxy(server.port(), one.answer);
        const outcome seen = rolecall(command, behind(proxy, server));
        CHECK(seen.out == "");
        const std::string start =
            elsewhere + "rolecall: could not read GET /organization/roles: " + std::string(proxied_name) +
            ":443: the proxy 127.0.0.1:" + std::to_string(proxy.port()) + " (https_proxy) ";
        CHECK(seen.err == start + one.said + "\nNothing was changed.\n");
        CHECK(seen.code == 1);
        CHECK(proxy.connections() == 1);
      }
    }
    CHECK(server.requests().empty());
  }

  TEST_CASE("a proxy that leads nowhere at the moment is asked again, and then the run is incomplete") {
    emulator server(example_state("startup"));
    const relay proxy(server.port(), "HTTP/1.1 502 Bad Gateway\r\n\r\n");
    const outcome seen = rolecall("plan", behind(proxy, server));
    CHECK(seen.err.ends_with(" answers 502: it does not reach this host\nNothing was changed. Run again.\n"));
    CHECK(seen.code == 8);
    CHECK(proxy.connections() > 1);
  }

  TEST_CASE(
      "this machine is reached directly, and a proxy that cannot be used is refused without a word of it") {
    emulator server(example_state("startup"));
    setting here = against(server, example_folder("startup"));
    here.environment["https_proxy"] = "socks5://" + user_and_password + "@127.0.0.1:1";
    here.environment["HTTP_PROXY"] = "http://127.0.0.1:1";
    CHECK(rolecall("plan", here).code == 0);
    here.environment["OPENAI_BASE_URL"] = "https://" + std::string(proxied_name) + "/v1";
    const outcome refused = rolecall("plan", here);
    CHECK(refused.err ==
          elsewhere + "rolecall: cannot use the proxy: https_proxy names a proxy that is not spoken to by "
                      "http://; other kinds are not supported (expected http://HOST:PORT)\n");
    CHECK(refused.code == 64);
  }
}

} // namespace rolecall::e2e
