#include "base/disk_store.hpp"
#include "base/memory_store.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

using namespace rolecall::base;
namespace fs = std::filesystem;

namespace {

class folder {
public:
  folder() {
    std::string name = (fs::temp_directory_path() / "rolecall-store-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  ~folder() { fs::remove_all(path); }
  std::string path;
};

constexpr std::size_t plenty = 1000;

std::string read(store& from, const std::string& path) {
  auto got = from.read(path, plenty);
  const auto* failed = std::get_if<store_failure>(&got);
  return failed ? failed->message : std::get<std::string>(got);
}

template <class Value>
store_problem problem(const std::variant<Value, store_failure>& outcome) {
  REQUIRE(std::holds_alternative<store_failure>(outcome));
  return std::get<store_failure>(outcome).kind;
}
store_problem problem(const std::optional<store_failure>& outcome) {
  REQUIRE(outcome);
  return outcome->kind;
}

std::unique_ptr<store_log> log_in(store& to, const std::string& path) {
  auto opened = to.open_log(path);
  REQUIRE(std::holds_alternative<std::unique_ptr<store_log>>(opened));
  return std::get<std::unique_ptr<store_log>>(std::move(opened));
}

} // namespace

TEST_SUITE("base::store") {
  TEST_CASE("disk and memory keep the same promises") {
    const folder on_disk;
    disk_store disk;
    memory_store memory;
    for (store* const to : {static_cast<store*>(&disk), static_cast<store*>(&memory)}) {
      CAPTURE(to == &disk);
      const std::string state = on_disk.path + "/state";
      CHECK(!to->make_folder(state + "/deep"));
      CHECK(!to->make_folder(state + "/deep"));
      const std::string file = state + "/file";
      CHECK(problem(to->read(file, plenty)) == store_problem::missing);
      CHECK(!to->create(file, "one"));
      CHECK(problem(to->create(file, "two")) == store_problem::exists);
      CHECK(read(*to, file) == "one");
      CHECK(!to->replace(file, "three"));
      CHECK(read(*to, file) == "three");
      CHECK(problem(to->read(file, 4)) == store_problem::too_large);
      CHECK(std::get<std::string>(to->read(file, 5)) == "three");
      const auto log = log_in(*to, state + "/log");
      CHECK(problem(to->open_log(state + "/log")) == store_problem::exists);
      CHECK(!log->append("a\n"));
      CHECK(!log->append("b\n"));
      CHECK(!log->sync());
      CHECK(read(*to, state + "/log") == "a\nb\n");
      CHECK(std::get<std::vector<std::string>>(to->list(state)) == std::vector<std::string>{"file", "log"});
      CHECK(std::get<std::vector<std::string>>(to->list(state + "/none")).empty());
      CHECK(!to->remove(file));
      CHECK(!to->remove(file));
      CHECK(std::get<std::vector<std::string>>(to->list(state)) == std::vector<std::string>{"log"});
    }
  }

  TEST_CASE("a guard is one's alone until it goes, on disk and in memory") {
    const folder on_disk;
    disk_store disk;
    memory_store memory;
    for (store* const to : {static_cast<store*>(&disk), static_cast<store*>(&memory)}) {
      CAPTURE(to == &disk);
      const std::string file = on_disk.path + "/guard";
      {
        const auto mine = to->guard(file);
        REQUIRE(std::holds_alternative<std::unique_ptr<store_guard>>(mine));
        CHECK(problem(to->guard(file)) == store_problem::busy);
        CHECK(std::holds_alternative<std::unique_ptr<store_guard>>(to->guard(file + "2")));
      }
      CHECK(std::holds_alternative<std::unique_ptr<store_guard>>(to->guard(file)));
    }
    CHECK(problem(disk.guard(on_disk.path + "/none/guard")) == store_problem::missing);
    CHECK(problem(disk.guard(on_disk.path)) != store_problem::busy);
    fs::create_symlink(on_disk.path + "/guard", on_disk.path + "/link");
    CHECK(problem(disk.guard(on_disk.path + "/link")) == store_problem::unsafe);
  }

  TEST_CASE("a log is held until it goes, and seen to be by everybody who asks") {
    const folder on_disk;
    disk_store disk;
    disk_store another;
    memory_store memory;
    for (store* const to : {static_cast<store*>(&disk), static_cast<store*>(&memory)}) {
      const std::string path = on_disk.path + "/held";
      store& other = to == &disk ? static_cast<store&>(another) : *to;
      CHECK(!other.is_held(path));
      {
        const auto log = log_in(*to, path);
        CHECK(other.is_held(path));
      }
      CHECK(!other.is_held(path));
      CHECK(!to->create(on_disk.path + "/plain", ""));
      CHECK(!other.is_held(on_disk.path + "/plain"));
    }
    const auto log = log_in(memory, "log");
    random_source chance(1);
    memory.crash(chance);
    CHECK(!memory.is_held("log"));
  }

  TEST_CASE("files on disk are their owner's, and nothing is left beside them") {
    const folder in;
    disk_store disk;
    CHECK(!disk.replace(in.path + "/replaced", "x"));
    CHECK(!disk.create(in.path + "/created", "x"));
    log_in(disk, in.path + "/log");
    CHECK(!disk.make_folder(in.path + "/sub"));
    CHECK(problem(disk.create(in.path + "/created", "x")) == store_problem::exists);
    const auto mode = [&](const char* name) {
      struct stat about {};
      REQUIRE(::stat((in.path + "/" + name).c_str(), &about) == 0);
      return about.st_mode & 07777U;
    };
    for (const char* const name : {"replaced", "created", "log"}) CHECK(mode(name) == 0600U);
    CHECK(mode("sub") == 0700U);
    CHECK(std::get<std::vector<std::string>>(disk.list(in.path)) ==
          std::vector<std::string>{"created", "log", "replaced"});
  }

  TEST_CASE("no symbolic link, pipe or folder is taken for a file") {
    const folder in;
    disk_store disk;
    CHECK(!disk.replace(in.path + "/target", "x"));
    fs::create_symlink(in.path + "/target", in.path + "/link");
    REQUIRE(::mkfifo((in.path + "/pipe").c_str(), 0600) == 0);
    fs::create_directory(in.path + "/folder");
    for (const char* const name : {"link", "pipe", "folder"}) {
      CAPTURE(name);
      CHECK(problem(disk.read(in.path + "/" + name, plenty)) == store_problem::unsafe);
    }
    CHECK(std::holds_alternative<store_failure>(disk.open_log(in.path + "/link")));
    CHECK(!disk.replace(in.path + "/link", "y")); // the link goes, not what it points to
    CHECK(read(disk, in.path + "/target") == "x");
    CHECK(!fs::is_symlink(in.path + "/link"));
  }

  // Covers F39.
  TEST_CASE("a disk that is full says so, and leaves what was there") {
    disk_store disk;
    const auto failed = disk.replace("/proc/rolecall", "x");
    REQUIRE(failed);
    CHECK(failed->message.starts_with("cannot write /proc/rolecall: "));
  }

  TEST_CASE("a crash keeps what was synced, and any part of the rest") {
    bool all = false;
    bool none = false;
    bool part = false;
    bool spoilt = false;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      memory_store memory;
      random_source chance(seed);
      const auto log = log_in(memory, "log");
      CHECK(!log->append("safe "));
      CHECK(!log->sync());
      CHECK(!log->append("lost"));
      memory.crash(chance);
      const std::string left = memory.find("log").value_or("");
      CHECK(left.starts_with("safe "));
      all = all || left == "safe lost";
      none = none || left == "safe ";
      part = part || left == "safe lo";
      spoilt = spoilt || left.find('\0') != std::string::npos;
      CHECK(!log->append(" from the dead"));
      CHECK(memory.find("log").value_or("") == left);
    }
    CHECK(all);
    CHECK(none);
    CHECK(part);
    CHECK(spoilt);
  }

  TEST_CASE("a failing memory fails as it is told to") {
    memory_store memory;
    const auto log = log_in(memory, "log");
    memory.before = [](std::string_view operation, const std::string&) -> std::optional<store_failure> {
      if (operation == "append") return store_failure{store_problem::full, "full"};
      return std::nullopt;
    };
    CHECK(problem(log->append("1234")) == store_problem::full);
    CHECK(memory.find("log") == "12");
    CHECK(!log->sync());
  }
}
