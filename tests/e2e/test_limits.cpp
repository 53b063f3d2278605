#include "e2e/rolecall.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

// What the process may have of the machine, and what it lets others see of itself.

namespace rolecall::e2e {
namespace {

outcome limited(const std::string& limit, const std::string& words, const setting& where) {
  command what = rolecall_command(words, where);
  what.words[2] = "ulimit " + limit + "; " + what.words[2];
  return run(what);
}

#if defined(__SANITIZE_ADDRESS__)
constexpr bool has_own_memory = false; // the sanitizer reserves more than any limit lets it have
#else
constexpr bool has_own_memory = true;
#endif

std::string plan_of_startup() { return contents(example_folder("startup") + "/plan.txt"); }

} // namespace

TEST_SUITE("limits") {
  // Covers F43.
  TEST_CASE("with few files to open fewer connections do the same") {
    if (!has_own_memory) return; // the sanitizer opens files itself
    emulator server(example_state("startup"), {"--latency", "5"});
    const setting here = against(server, example_folder("startup"));
    for (const std::string files : {"9", "10", "12", "16"}) {
      CAPTURE(files);
      const outcome seen = limited("-n " + files, "plan --connections 32", here);
      CHECK(seen.err == "");
      CHECK(seen.code == 0);
      CHECK(seen.out == plan_of_startup());
    }
    const outcome none = limited("-n 7", "plan", here);
    CHECK(none.out == "");
    CHECK(none.code == 1);
  }

  // Covers F43.
  TEST_CASE("with little memory a run fails in words, or does all") {
    if (!has_own_memory) return;
    const auto limit = [](int kib) { return "-v " + std::to_string(kib); };
    int least = 8 << 10; // in which the program at least starts
    while (limited(limit(least), "version", {}).code != 0) least += 256;
    emulator server(example_state("enterprise"));
    const setting here = against(server, example_folder("enterprise"));
    const std::string expected = rolecall("plan -q policy", here).out;
    int failed = 0;
    bool done = false;
    for (int kib = least + 512; !done; kib += 256) {
      CAPTURE(kib);
      REQUIRE(kib < least + (64 << 10));
      const outcome seen = limited(limit(kib), "plan -q policy", here);
      INFO(seen.err);
      CHECK(seen.code <= 8);
      done = seen.code == 0;
      failed += done ? 0 : 1;
      if (done) CHECK((seen.out == expected));
      if (!done) CHECK((seen.out.empty() || seen.out == expected)); // memory may lack for what is remembered
      if (!done) CHECK_FALSE(seen.err.empty());
    }
    CHECK(failed > 2);
  }

  // Covers F43.
  TEST_CASE("where no thread can be made no name is looked up: a failure in words, and no bug") {
    if (!has_own_memory) return;
    setting here;
    here.folder = example_folder("startup");
    here.environment = {{"OPENAI_ADMIN_KEY", admin_key()}, {"OPENAI_BASE_URL", "http://localhost:1/v1"}};
    // A thread takes as much address space as its stack may grow to, and that is more than there may be.
    const outcome seen = limited("-s 2000000; ulimit -v 1500000", "plan", here);
    CHECK(seen.out == "");
    CHECK(seen.err.starts_with("rolecall: could not read GET /organization/roles: localhost:1: no thread"));
    CHECK(seen.err.ends_with("\nNothing was changed. Run again.\n"));
    CHECK(seen.code == 8);
  }

  TEST_CASE("the process leaves no core and lets nobody look into it") {
    const folder place;
    emulator server(example_state("startup"), {"--fault", "stall@GET /organization/groups"});
    setting here = against(server, example_folder("startup"));
    process running(rolecall_command("plan -v -v", here));
    running.wait_until_it_says("GET /organization/roles"); // it has said so: main() is behind it
    rlimit core{1, 1};
    REQUIRE(::prlimit(running.id(), RLIMIT_CORE, nullptr, &core) == 0);
    CHECK(core.rlim_cur == 0);
    CHECK(core.rlim_max == 0);
    struct stat of_process {};
    REQUIRE(::stat(("/proc/" + std::to_string(running.id()) + "/maps").c_str(), &of_process) == 0);
    if (::geteuid() != 0)
      CHECK(of_process.st_uid == 0); // root's: what is not dumpable is not the user's to read
    const rlimit much{RLIM_INFINITY, RLIM_INFINITY};
    if (::prlimit(running.id(), RLIMIT_CORE, &much, nullptr) != 0) return; // only root may raise it again
    running.signal(SIGSEGV);
    const outcome seen = running.finish();
    CHECK(seen.code == 128 + SIGSEGV);
    CHECK_FALSE(seen.dumped_core);
    CHECK_FALSE(std::filesystem::exists(example_folder("startup") + "/core"));
  }

  // Covers F42.
  TEST_CASE("a narrow terminal shows as much of the progress as one line takes") {
    emulator server(example_state("startup"));
    setting here = on_terminal(against(server, example_folder("startup")));
    command what = rolecall_command("plan", here);
    what.columns = 20;
    const outcome seen = run(what);
    CHECK(seen.err.starts_with("\r\x1b[Kreading: 1 of at le\r\x1b[K"));
    CHECK(seen.code == 0);
  }

  // Covers F42.
  TEST_CASE("the output is the same bytes in every locale, and ASCII where names are") {
    emulator server(example_state("startup"));
    setting here = against(server, example_folder("startup"));
    for (const std::string locale : {"", "C", "en_US.UTF-8", "tr_TR.UTF-8", "nonsense"}) {
      here.environment["LANG"] = here.environment["LC_ALL"] = locale;
      CHECK(rolecall("plan", here).out == plan_of_startup());
    }
    for (const char c : plan_of_startup()) CHECK(static_cast<unsigned char>(c) < 0x80);
  }
}

} // namespace rolecall::e2e
