#include "http/virtual_run.hpp"
#include "lock/http_lock.hpp"
#include "samples.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <vector>

using namespace rolecall;
using namespace rolecall::lock;
using boost::asio::awaitable;

namespace {

http::result<http::response> status(int code, std::string body = {}) {
  http::response out;
  out.status = code;
  out.body = std::move(body);
  return out;
}

record mine() {
  record out = lock::testing::of("mine");
  out.renewed.reset();
  out.expires.reset();
  return out;
}

/// A server that gives these answers, in this order.
class script final : public http::transport {
public:
  awaitable<http::result<http::response>> exchange(http::request what, http::time_point) override {
    asked.push_back(std::string(to_string(what.verb)) + " " + what.target);
    bodies.push_back(what.body);
    REQUIRE(asked.size() <= answers.size());
    http::result<http::response> out = answers[asked.size() - 1];
    co_return out;
  }
  std::vector<http::result<http::response>> answers;
  std::vector<std::string> asked;
  std::vector<std::string> bodies;
};

struct scene {
  boost::asio::io_context io{1};
  http::virtual_clock time;
  script server;
  std::optional<answer> got;

  explicit scene(std::vector<http::result<http::response>> answers) { server.answers = std::move(answers); }
  ~scene() { time.drop(); }

  http_lock at(verbs with = verbs::lock_unlock) { return {server, time, "/locks/x", with}; }

  answer run(awaitable<answer> what) {
    boost::asio::co_spawn(io, std::move(what), [this](std::exception_ptr e, answer a) {
      if (e) std::rethrow_exception(e);
      got = std::move(a);
    });
    http::testing::run_all(io, time);
    REQUIRE(got);
    return *std::move(got);
  }
};

using asked = std::vector<std::string>;

} // namespace

TEST_SUITE("lock::http_lock") {
  TEST_CASE("200 is taken, and the same body gives it back") {
    scene here({status(200), status(200)});
    http_lock at = here.at();
    CHECK(here.run(at.take(mine())).is == said::done);
    CHECK(here.run(at.release(mine())).is == said::done);
    CHECK(here.server.asked == asked{"LOCK /locks/x", "UNLOCK /locks/x"});
    CHECK(here.server.bodies[0] == to_json(mine()));
    CHECK(here.server.bodies[1] == here.server.bodies[0]);
  }

  TEST_CASE("GitLab's way is POST and DELETE") {
    scene here({status(200), status(200)});
    http_lock at = here.at(verbs::post_delete);
    here.run(at.take(mine()));
    here.run(at.release(mine()));
    CHECK(here.server.asked == asked{"POST /locks/x", "DELETE /locks/x"});
  }

  TEST_CASE("423 and 409 are held, by the record in the answer, if there is one") {
    for (const int code : {423, 409}) {
      scene here({status(code, to_json(lock::testing::of("other"))), status(code, "<html>")});
      http_lock at = here.at();
      const answer held = here.run(at.take(mine()));
      CHECK(held.is == said::held);
      CHECK(held.holder == lock::testing::of("other"));
      const answer by_somebody = here.run(at.take(mine()));
      CHECK(by_somebody.is == said::held);
      CHECK_FALSE(by_somebody.holder);
    }
  }

  TEST_CASE("held by ourselves is taken") {
    scene here({status(423, to_json(mine()))});
    http_lock at = here.at();
    CHECK(here.run(at.take(mine())).is == said::done);
  }

  TEST_CASE("anything else is an error; it says what to look at") {
    struct row {
      int code;
      std::string message;
    };
    for (const row& one :
         {row{401, "the server of the lock refuses the credentials (status 401); they are read from "
                   "ROLECALL_LOCK_USERNAME and ROLECALL_LOCK_PASSWORD"},
          row{404, "the server knows no lock there (status 404); is the URL right, and --lock-method?"},
          row{405, "the server knows no lock there (status 405); is the URL right, and --lock-method?"},
          row{302, "the server of the lock answered with status 302"},
          row{204, "the server of the lock answered with status 204"}}) {
      scene here({status(one.code)});
      http_lock at = here.at();
      const answer got = here.run(at.take(mine()));
      CHECK(got.is == said::failed);
      CHECK(got.message == one.message);
    }
  }

  TEST_CASE("where it is not known whether the server took it, it is given back") {
    const http::failure lost{http::failure_kind::timed_out, "no response in time", true};
    for (const auto& first : {http::result<http::response>(lost), status(500)}) {
      scene here({first, status(200), first, status(500)});
      http_lock at = here.at();
      const answer clean = here.run(at.take(mine()));
      CHECK(clean.is == said::failed);
      CHECK(clean.message.find("mine") == std::string::npos);
      const answer unclear = here.run(at.take(mine()));
      CHECK(unclear.message.ends_with("; it may be locked now, by mine"));
      CHECK(here.server.asked ==
            asked{"LOCK /locks/x", "UNLOCK /locks/x", "LOCK /locks/x", "UNLOCK /locks/x"});
    }
    const http::failure never_sent{http::failure_kind::unreachable, "no connection"};
    scene here({never_sent});
    http_lock at = here.at();
    CHECK(here.run(at.take(mine())).message == "no connection");
  }

  TEST_CASE("a release is tried again where that may help, four times in all") {
    scene passing({status(500), status(503), status(200)});
    http_lock first = passing.at();
    CHECK(passing.run(first.release(mine())).is == said::done);
    scene lasting({status(500), status(500), status(500), status(500)});
    http_lock second = lasting.at();
    CHECK(lasting.run(second.release(mine())).is == said::failed);
    scene hopeless({status(403)});
    http_lock third = hopeless.at();
    CHECK(hopeless.run(third.release(mine())).is == said::failed);
  }

  TEST_CASE("whose it is, is found by trying to take it") {
    scene held({status(423, to_json(lock::testing::of("other")))});
    http_lock first = held.at();
    CHECK(held.run(first.look(mine())).holder == lock::testing::of("other"));
    scene open({status(200), status(200)});
    http_lock second = open.at();
    CHECK(open.run(second.look(mine())).is == said::not_locked);
    CHECK(open.server.asked == asked{"LOCK /locks/x", "UNLOCK /locks/x"});
  }
}
