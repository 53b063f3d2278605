#include "e2e/rolecall.hpp"
#include "http/base64.hpp"

#include <doctest/doctest.h>

#include <filesystem>

// The admin key is in no byte that is written, however much is written, and whatever goes wrong. Every run of
// these tests is looked at: stdout and stderr, the folder that it ran in, and what it keeps for the next one.

namespace rolecall::e2e {

TEST_SUITE("leaks") {
  TEST_CASE("a key is found where one is, in whatever file below a folder, as it is and in base64") {
    const folder place;
    std::filesystem::create_directories(place.path() + "/a/b");
    CHECK(leaks_below(place.path()).empty());
    const std::string plain = place.put("a/b/plain", "x" + admin_key() + "y"); // which folder knows of
    const std::string coded = place.put("coded", "Bearer " + http::base64(admin_key()));
    place.put("harmless", "sk-admin-");
    CHECK(leaks_below(place.path()).size() == 2);
    std::filesystem::remove(coded);
    CHECK(leaks_below(place.path()) == std::vector<std::string>{plain});
    CHECK(leaks_below(example_folder("startup")).empty());
  }

  // Covers V11.
  TEST_CASE("nothing that is logged has the key, at any level and in any form, whatever the server answers") {
    const folder place;
    emulator server(example_state("startup"));
    setting here = against(server, example_folder("startup"));
    const auto look = [&](const std::string& words) {
      CAPTURE(words);
      const outcome seen = rolecall(words, here); // which looks for keys
      CHECK(seen.code <= 8);
      const bool is_told = words.starts_with("history") || seen.err.find("GET /") != std::string::npos;
      CHECK(is_told); // there was something to look at
    };
    for (const std::string fault : {"401", "403", "500=html#1", "html", "reset#1", "redirect=other", "400"}) {
      CAPTURE(fault);
      server.fail({fault});
      for (const std::string words : {"whoami", "plan --format json", "apply --yes"})
        look(words + " --log-level trace --log-format json");
    }
    server.fail({});
    for (const std::string log : {"trace --log-format json", "trace --log-format text", "debug -v -v"}) {
      for (const std::string words :
           {"whoami", "plan --format json", "snapshot", "export --single-file", "apply --yes", "history"})
        look(words + " --log-level " + log);
    }
    check_no_leak_below(server.state_home());
  }
}

} // namespace rolecall::e2e
