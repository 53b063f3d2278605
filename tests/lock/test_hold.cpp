#include "base/memory_store.hpp"
#include "http/virtual_run.hpp"
#include "lock/hold.hpp"
#include "samples.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <vector>

using namespace rolecall;
using namespace rolecall::lock;
using boost::asio::awaitable;
using lock::testing::noon;
using lock::testing::seconds;

namespace {

/// Several machines with one disk. Each has its clock on the wall, and may sleep.
struct world {
  boost::asio::io_context io{1};
  http::virtual_clock time;
  base::memory_store files;
  std::optional<answer> taken;
  int waited_for = 0;
  uptime stepped{}; ///< by which the clock on the wall was set meanwhile, everywhere

  ~world() { time.drop(); }

  uptime up() const { return std::chrono::duration_cast<uptime>(time.now().time_since_epoch()); }

  hold holder(const std::string& id, uptime wrong = {}, const uptime* slept = nullptr) {
    record mine;
    mine.id = id;
    mine.who = id + "@host";
    clocks read;
    read.up = [this, slept] { return up() + (slept ? *slept : uptime(0)); };
    read.wall = [this, wrong, slept] { return noon + up() + stepped + wrong + (slept ? *slept : uptime(0)); };
    return {file_lock(files, "lock"), mine, time, read, seconds(60)};
  }

  void spawn(awaitable<void> what) {
    boost::asio::co_spawn(io, std::move(what), [](std::exception_ptr e) {
      if (e) std::rethrow_exception(e);
    });
  }

  awaitable<void> take(hold& by, seconds patience) {
    std::function<bool()> never = [] { return false; };
    std::function<void(const answer&)> waits = [this](const answer&) { ++waited_for; };
    taken = co_await by.take(patience, std::move(never), std::move(waits));
  }

  said try_to_take(hold& by, seconds patience = seconds(0)) {
    taken.reset();
    spawn(take(by, patience));
    while (!taken) step();
    return taken->is;
  }

  void step() {
    io.restart();
    if (io.poll() > 0) return;
    REQUIRE(time.fire_earliest());
  }

  /// Lets time pass, with what happens in it.
  void pass(seconds how_long) {
    bool over = false;
    spawn(sleep(how_long, over));
    while (!over) step();
  }
  awaitable<void> sleep(seconds how_long, bool& over) {
    const http::time_point end = time.now() + how_long;
    while (time.now() < end) co_await time.sleep_until(end); // woken is not over
    over = true;
  }

  std::string holder_on_disk() { return testing::holder_in(files); }
};

} // namespace

TEST_SUITE("lock::hold") {
  TEST_CASE("a holder that renews keeps the lock for as long as he likes") {
    world w;
    hold a = w.holder("a");
    hold b = w.holder("b");
    REQUIRE(w.try_to_take(a) == said::done);
    w.spawn(a.keep());
    w.pass(std::chrono::hours(5));
    CHECK_FALSE(a.why_lost());
    CHECK(w.try_to_take(b) == said::held);
    CHECK(w.holder_on_disk() == "a");
    a.end_keeping();
    w.spawn([](hold& of) -> awaitable<void> { co_await of.release(); }(a));
    w.pass(seconds(1));
    CHECK(w.holder_on_disk() == "");
  }

  TEST_CASE("a holder that died is taken over after the expiry and the margin, not before") {
    world w;
    hold a = w.holder("a");
    hold b = w.holder("b");
    REQUIRE(w.try_to_take(a) == said::done);
    const uptime start = w.up();
    w.pass(seconds(30));
    CHECK(w.try_to_take(b) == said::held);
    CHECK(w.try_to_take(b, seconds(600)) == said::done);
    CHECK(w.up() - start >= seconds(90));
    CHECK(w.up() - start <= seconds(92));
    CHECK(w.waited_for == 1);
  }

  TEST_CASE("a clock that is set while a lock is held costs no lock, once that is renewed") {
    for (const uptime by : {seconds(7200), seconds(-7200)}) {
      CAPTURE(by.count());
      world w;
      hold a = w.holder("a");
      hold b = w.holder("b");
      REQUIRE(w.try_to_take(a) == said::done);
      w.spawn(a.keep());
      w.stepped = by;
      w.pass(seconds(21)); // a third of the lease, and a little
      CHECK(w.try_to_take(b, seconds(600)) == said::held);
      CHECK_FALSE(a.why_lost());
      a.end_keeping();
      w.pass(seconds(1));
    }
  }

  TEST_CASE("patience is kept to, and who is waited for is told once") {
    world w;
    hold a = w.holder("a");
    hold b = w.holder("b");
    REQUIRE(w.try_to_take(a) == said::done);
    const uptime start = w.up();
    CHECK(w.try_to_take(b, seconds(20)) == said::held);
    CHECK(w.up() - start == seconds(20));
    CHECK(w.waited_for == 1);
    REQUIRE(w.taken->holder);
    CHECK(w.taken->holder->who == "a@host");
  }

  TEST_CASE("without a renewal the holder may send nothing after two thirds of the lease") {
    world w;
    hold a = w.holder("a");
    REQUIRE(w.try_to_take(a) == said::done);
    w.pass(seconds(39));
    CHECK_FALSE(a.why_lost());
    w.pass(seconds(1));
    CHECK(a.why_lost() == "the lock was lost: it was not renewed in time");
  }

  TEST_CASE("a disk that is full for a while does not cost the lock; for long it does, and says why") {
    struct row {
      seconds full_for;
      bool lost;
    };
    for (const row& one : {row{seconds(15), false}, row{seconds(17), false}, row{seconds(60), true}}) {
      CAPTURE(one.full_for.count());
      world w;
      hold a = w.holder("a");
      REQUIRE(w.try_to_take(a) == said::done);
      w.spawn(a.keep());
      w.pass(seconds(20)); // a renewal
      w.files.before = [](std::string_view what, const std::string&) -> std::optional<base::store_failure> {
        if (what != "replace") return std::nullopt;
        return base::store_failure{base::store_problem::full, "no space"};
      };
      w.pass(seconds(20) + one.full_for);
      w.files.before = nullptr;
      w.pass(seconds(10));
      CHECK(a.why_lost().has_value() == one.lost);
      if (one.lost) CHECK(a.why_lost() == "the lock was lost: it was not renewed in time: no space");
      a.end_keeping();
      w.pass(seconds(1));
    }
  }

  // Covers F36.
  TEST_CASE("a laptop that slept through its lease sends nothing more, before it has done anything else") {
    world w;
    uptime slept{};
    hold a = w.holder("a", {}, &slept);
    REQUIRE(w.try_to_take(a) == said::done);
    w.spawn(a.keep());
    w.pass(seconds(30));
    slept = std::chrono::hours(1);
    CHECK(a.why_lost() == "the lock was lost: it was not renewed in time");
    w.pass(seconds(300));
    CHECK(a.why_lost());
    w.spawn([](hold& of) -> awaitable<void> { co_await of.release(); }(a));
    w.pass(seconds(1));
    CHECK(w.holder_on_disk() == ""); // still ours, and so let go
  }

  TEST_CASE("a lock that was taken over or removed is noticed at the next renewal") {
    for (const bool removed : {true, false}) {
      CAPTURE(removed);
      world w;
      hold a = w.holder("a");
      REQUIRE(w.try_to_take(a) == said::done);
      w.spawn(a.keep());
      file_lock by_hand(w.files, "lock");
      by_hand.release("a");
      if (!removed) by_hand.take(lock::testing::of("b"), noon);
      w.pass(seconds(21));
      CHECK(a.why_lost() == (removed ? "the lock was lost: somebody unlocked it"
                                     : "the lock was lost: it was taken over by ada@build-7"));
      w.spawn([](hold& of) -> awaitable<void> { co_await of.release(); }(a));
      w.pass(seconds(1));
      CHECK(w.holder_on_disk() == (removed ? "" : "b"));
    }
  }

  TEST_CASE("clocks that differ by half a lease steal nothing from a holder that renews") {
    for (const seconds wrong : {seconds(-30), seconds(30)}) {
      CAPTURE(wrong.count());
      world w;
      hold a = w.holder("a");
      hold b = w.holder("b", wrong);
      REQUIRE(w.try_to_take(a) == said::done);
      w.spawn(a.keep());
      CHECK(w.try_to_take(b, seconds(3600)) == said::held);
      CHECK_FALSE(a.why_lost());
      a.end_keeping();
      w.pass(seconds(1));
    }
  }

  TEST_CASE("a guard that is in use is waited for, though not for ever") {
    world w;
    hold a = w.holder("a");
    auto guard = w.files.guard("lock.guard");
    CHECK(w.try_to_take(a) == said::failed);
    CHECK(w.taken->message == "another process has had the guard of the lock for too long; is it stopped?");
    w.spawn([](world& in, auto& held) -> awaitable<void> {
      co_await in.time.sleep_until(in.time.now() + seconds(1));
      held = std::unique_ptr<base::store_guard>();
    }(w, guard));
    CHECK(w.try_to_take(a) == said::done);
  }
}
