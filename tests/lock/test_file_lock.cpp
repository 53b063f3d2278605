#include "base/disk_store.hpp"
#include "base/memory_store.hpp"
#include "lock/file_lock.hpp"
#include "samples.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <thread>
#include <vector>

using namespace rolecall::lock;
using rolecall::base::memory_store;
using rolecall::base::store_failure;
using testing::noon;
using testing::seconds;

namespace {

struct scene {
  memory_store files;
  file_lock at{files, "lock"};

  std::string id() { return testing::holder_in(files); }
};

} // namespace

TEST_SUITE("lock::file_lock") {
  TEST_CASE("of two the first has it, until he lets it go") {
    scene here;
    CHECK(here.at.take(testing::of("a"), noon).is == said::done);
    const answer second = here.at.take(testing::of("b"), noon);
    CHECK(second.is == said::held);
    CHECK(second.holder == testing::of("a"));
    CHECK(here.at.look().holder == testing::of("a"));
    CHECK(here.at.release("a").is == said::done);
    CHECK(here.at.look().is == said::not_locked);
    CHECK(here.at.take(testing::of("b"), noon).is == said::done);
    CHECK(here.id() == "b");
  }

  TEST_CASE("one that has expired is taken over, and neither renewed nor released by the former holder") {
    scene here;
    here.at.take(testing::of("a"), noon);
    CHECK(here.at.take(testing::of("b"), noon + seconds(89)).is == said::held);
    CHECK(here.at.take(testing::of("b"), noon + seconds(90)).is == said::done);
    CHECK(here.at.renew(testing::of("a")).is == said::held);
    CHECK(here.at.release("a").is == said::held);
    CHECK(here.id() == "b");
  }

  TEST_CASE("one that has expired and was not taken over can still be renewed by its holder") {
    scene here;
    here.at.take(testing::of("a"), noon);
    record later = testing::of("a");
    later.expires = noon + seconds(4000);
    CHECK(here.at.renew(later).is == said::done);
    CHECK(here.at.look().holder == later);
  }

  TEST_CASE("a renewal does not bring back a lock that somebody removed") {
    scene here;
    here.at.take(testing::of("a"), noon);
    here.at.release("a");
    CHECK(here.at.renew(testing::of("a")).is == said::not_locked);
    CHECK(here.at.release("a").is == said::not_locked);
    CHECK(here.id() == "");
  }

  TEST_CASE("nothing is read or written while another has the guard") {
    scene here;
    here.at.take(testing::of("a"), noon);
    const auto guard = here.files.guard("lock.guard");
    here.files.before = [](std::string_view what, const std::string&) -> std::optional<store_failure> {
      CHECK(what == "guard");
      return std::nullopt;
    };
    CHECK(here.at.take(testing::of("b"), noon + seconds(900)).is == said::busy);
    CHECK(here.at.renew(testing::of("a")).is == said::busy);
    CHECK(here.at.release("a").is == said::busy);
    CHECK(here.at.look().is == said::busy);
  }

  TEST_CASE("the guard is held at everything that touches the record, and let go after") {
    scene here;
    here.files.before = [&](std::string_view what, const std::string& path) -> std::optional<store_failure> {
      if (path == "lock") {
        here.files.before = nullptr;
        CHECK(std::holds_alternative<store_failure>(here.files.guard("lock.guard")));
        CHECK(what == "read");
      }
      return std::nullopt;
    };
    CHECK(here.at.take(testing::of("a"), noon).is == said::done);
    CHECK(here.at.look().is == said::held);
  }

  // Covers F34.
  TEST_CASE("of many who find it free, or expired, at the same moment, one has it") {
    std::string folder = (std::filesystem::temp_directory_path() / "rolecall-lock-XXXXXX").string();
    REQUIRE(::mkdtemp(folder.data()) != nullptr);
    rolecall::base::disk_store disk;
    for (int round = 0; round < 50; ++round) {
      // The first record of a round is there already in every second round, and has expired.
      std::atomic<int> waiting{0};
      std::atomic<int> winners{0};
      const auto contend = [&](int who) {
        file_lock mine(disk, folder + "/lock");
        record wanted = testing::of(std::to_string(round) + "-" + std::to_string(who));
        wanted.renewed = noon + seconds(3600);
        wanted.expires = noon + seconds(3660);
        ++waiting;
        while (waiting < 4) std::this_thread::yield();
        answer got;
        do got = mine.take(wanted, noon + seconds(3600));
        while (got.is == said::busy);
        if (got.is == said::done) ++winners;
      };
      std::vector<std::thread> all;
      for (int who = 0; who < 4; ++who) all.emplace_back(contend, who);
      for (std::thread& one : all) one.join();
      CHECK(winners == 1);
      disk.remove(folder + "/lock");
      if (round % 2 == 0) file_lock(disk, folder + "/lock").take(testing::of("dead"), noon);
    }
    std::filesystem::remove_all(folder);
  }

  TEST_CASE("a file that is no record is left alone") {
    scene here;
    here.files.put("lock", "my notes\n");
    CHECK(here.at.take(testing::of("a"), noon).message ==
          "lock is not the record of a lock; is it the right file? It was left as it is");
    CHECK(here.at.release("a").is == said::failed);
    CHECK(here.files.find("lock") == "my notes\n");
  }

  TEST_CASE("a disk that refuses is a failure, with its reason") {
    for (const std::string refused : {"guard", "read", "replace"}) {
      CAPTURE(refused);
      scene here;
      here.files.before = [&](std::string_view what, const std::string&) -> std::optional<store_failure> {
        if (what != refused) return std::nullopt;
        return store_failure{rolecall::base::store_problem::full, "no space"};
      };
      const answer got = here.at.take(testing::of("a"), noon);
      CHECK(got.is == said::failed);
      CHECK(got.message == "no space");
      CHECK(here.id() == "");
    }
  }
}
