#include "sim/mutants.hpp"

#include "sim/organization.hpp"
#include "sim/spoilt_disk.hpp"

#include <memory>
#include <utility>

namespace rolecall::testing {
namespace {

using boost::asio::awaitable;
using outcome = http::result<http::response>;

bool no_answer(const outcome& got) { return !got || got->status >= 500; }

class wrapper : public http::transport {
public:
  wrapper(http::transport& real, http::clock& time) : real_(real), time_(time) {}

protected:
  http::transport& real_;
  http::clock& time_;
};

class trusting final : public wrapper {
public:
  using wrapper::wrapper;
  awaitable<outcome> exchange(http::request what, http::time_point deadline) override {
    outcome got = co_await real_.exchange(what, deadline);
    const bool limited = got && got->status == 429;
    if (what.verb != http::method::get || limited || (got && got->status < 400)) co_return got;
    http::response nothing;
    nothing.status = 200;
    nothing.headers.push_back({"Content-Type", "application/json"});
    nothing.body = R"({"object": "list", "data": [], "has_more": false, "next": null, "last_id": null})";
    co_return nothing;
  }
};

class repeating final : public wrapper {
public:
  using wrapper::wrapper;
  awaitable<outcome> exchange(http::request what, http::time_point deadline) override {
    outcome got = co_await real_.exchange(what, deadline);
    if (what.verb == http::method::post && no_answer(got)) got = co_await real_.exchange(what, deadline);
    co_return got;
  }
};

class impatient final : public wrapper {
public:
  using wrapper::wrapper;
  awaitable<outcome> exchange(http::request what, http::time_point deadline) override {
    outcome got = co_await real_.exchange(what, deadline);
    if (got && got->status == 429) got = co_await real_.exchange(what, deadline);
    co_return got;
  }
};

class slow final : public wrapper {
public:
  using wrapper::wrapper;
  awaitable<outcome> exchange(http::request what, http::time_point deadline) override {
    outcome got = co_await real_.exchange(what, deadline);
    if (got) co_return got;
    const http::time_point later = time_.now() + std::chrono::hours(3);
    co_await time_.sleep_until(later);
    co_return got;
  }
};

template <class Wrapper>
tampering with() {
  tampering out;
  out.transport = [](http::transport& real, http::clock& time) -> std::unique_ptr<http::transport> {
    return std::make_unique<Wrapper>(real, time);
  };
  return out;
}

tampering without(plan::wait_reason why) {
  tampering out;
  out.executor = [why](plan::plan& made) {
    for (plan::operation& op : made.operations)
      std::erase_if(op.after, [&](const plan::dependency& d) { return d.why == why; });
  };
  return out;
}

} // namespace

tampering asks_for_more_than_planned() {
  tampering out;
  out.executor = [](plan::plan& made) {
    for (plan::operation& op : made.operations)
      if (auto* role = std::get_if<plan::create_role>(&op.what))
        role->after.permissions.push_back("api.zeal.write");
  };
  return out;
}

tampering takes_failures_for_nothing() { return with<trusting>(); }

tampering forgets_the_last() {
  tampering out;
  out.executor = [](plan::plan& made) { made.operations.pop_back(); };
  return out;
}

tampering plans_too_little() {
  tampering out;
  out.planner = [](plan::plan& made) {
    if (!made.operations.empty()) made.operations.pop_back();
  };
  return out;
}

tampering repeats_lost_writes() { return with<repeating>(); }

tampering never_rests() {
  struct memory {
    plan::plan last;
    bool rested = false;
  };
  tampering out;
  out.planner = [known = std::make_shared<memory>()](plan::plan& made) {
    if (!made.operations.empty())
      known->last = made;
    else if (std::exchange(known->rested, true))
      made = known->last;
  };
  return out;
}

tampering ignores_phantoms() { return without(plan::wait_reason::phantom_access); }
tampering gives_before_it_takes() {
  tampering out;
  out.executor = [](plan::plan& made) { made.revoke_first = false; };
  return out;
}
tampering ignores_owners() { return without(plan::wait_reason::owners); }
tampering ignores_pauses() { return with<impatient>(); }
tampering waits_on() { return with<slow>(); }

tampering reports_success() {
  tampering out;
  out.reporter = [](plan::steps& steps) {
    for (plan::step& step : steps) step.is = plan::outcome::done;
  };
  return out;
}

namespace {

tampering on(std::unique_ptr<base::store> (*disk)(base::store&)) {
  tampering out;
  out.disk = disk;
  return out;
}

} // namespace

tampering syncs_nothing() { return on(disk_without_sync); }
tampering writes_intents_late() { return on(disk_with_late_intents); }
tampering takes_doubt_for_done() { return on(disk_of_an_optimist); }
tampering writes_no_answers() { return on(disk_without_answers); }
tampering settles_nothing() { return on(disk_without_past); }

tampering notes_no_debts() { return on(disk_without_debts); }

tampering rests_on_nothing() {
  tampering out;
  out.saved = [](plan::plan& made) { made.preconditions.clear(); };
  return out;
}

tampering keeps_the_key() { return on(disk_with_leak); }

tampering shows_the_key() {
  tampering out;
  out.output = [](std::string& text) { text += std::string("Authorization: Bearer ") + sim::admin_key; };
  return out;
}

} // namespace rolecall::testing
