#include "sim/process.hpp"

#include "api/client.hpp"
#include "apply/executor.hpp"
#include "cli/recheck.hpp"
#include "cli/survey.hpp"
#include "http/caller.hpp"
#include "plan/plan_json.hpp"
#include "report/apply_text.hpp"
#include "report/plan_text.hpp"
#include "sim/machine_transport.hpp"
#include "sim/organization.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <stdexcept>

namespace rolecall::sim {
namespace {

using boost::asio::awaitable;
using cli::exit_code;

constexpr http::duration longest_run = std::chrono::hours(24);

/// Counts what the program does at its seams, and ends it when its time has come.
class life {
public:
  explicit life(const run_orders& orders) : orders_(orders) {}

  std::function<void()> stop; ///< what Ctrl-C does

  [[nodiscard]] bool dead() const { return dead_; }
  [[nodiscard]] std::size_t steps() const { return steps_; }
  void die() { dead_ = true; }

  /// One step. False: it died, and what it was about does not happen.
  bool step() {
    if (dead_) return false;
    ++steps_;
    if (orders_.stopped_at == steps_ && stop) stop();
    if (orders_.dies_at != steps_ || orders_.how != death::before) return true;
    dead_ = true;
    return false;
  }
  /// What the step was about has happened. False: it died before it could see that.
  bool survive() {
    if (orders_.dies_at == steps_ && orders_.how == death::after) dead_ = true;
    return !dead_;
  }

private:
  const run_orders& orders_;
  std::size_t steps_ = 0;
  bool dead_ = false;
};

class mortal_clock final : public http::clock {
public:
  mortal_clock(http::clock& real, life& of) : real_(real), life_(of) {}
  [[nodiscard]] http::time_point now() const override { return real_.now(); }
  awaitable<boost::system::error_code> sleep_until(http::time_point at) override {
    if (!life_.step()) at = http::time_point::max();
    return real_.sleep_until(at);
  }
  void wake_all() override { real_.wake_all(); }

private:
  http::clock& real_;
  life& life_;
};

std::string line_of(const http::request& what) {
  return std::string(http::to_string(what.verb)) + " " + what.target +
         (what.body.empty() ? "" : " " + what.body);
}

class process {
public:
  process(world& in, const model::policy& policy, const run_orders& orders, auditor& watch,
          const on_request& hooks, const tampering& changes)
      : in_(in),
        policy_(policy),
        orders_(orders),
        watch_(watch),
        hooks_(hooks),
        changes_(changes),
        life_(orders),
        clock_(in.time, life_),
        random_(orders.seed),
        transport_(in.machine, in.time, admin_key, seams()),
        spoilt_(changes.transport ? changes.transport(transport_, in.time) : nullptr),
        calls_(spoilt_ ? *spoilt_ : transport_, clock_, pacing(), orders.seed),
        api_(calls_) {
    options_.connections = static_cast<int>(orders.connections);
    options_.guards.max_removals = planner::removal_limit{1000000, false};
    options_.guards.min_owners = 0;
    if (orders.guarded) options_.guards = {};
    life_.stop = [this] {
      stopped_ = true;
      trace("Ctrl-C");
      calls_.request_stop();
    };
  }
  ~process() { in_.time.drop(); } // who sleeps first; then io_ goes, and with it all frames
  process(const process&) = delete;
  process& operator=(const process&) = delete;

  std::optional<run_end> run() {
    std::exception_ptr thrown;
    bool finished = false;
    boost::asio::co_spawn(io_, work(), [&](std::exception_ptr e) {
      thrown = std::move(e);
      finished = true;
    });
    const http::time_point start = in_.time.now();
    while (!finished && !life_.dead() && !watch_.broken()) {
      if (io_.poll_one() > 0) continue;
      io_.restart();
      if (!in_.time.fire_earliest()) {
        watch_.complain(9, "the run can never end");
        break;
      }
      if (in_.time.now() - start > longest_run) watch_.complain(9, "the run takes more than a day");
    }
    if (thrown) std::rethrow_exception(thrown);
    if (!finished) return std::nullopt;
    return std::move(end_);
  }

private:
  [[nodiscard]] http::retry_policy pacing() const {
    http::retry_policy out;
    if (orders_.deadline) out.deadline = in_.time.now() + *orders_.deadline;
    return out;
  }

  on_the_way seams() {
    on_the_way out;
    out.sending = [this](const http::request& what) {
      if (!life_.step()) return false;
      if (hooks_.before) hooks_.before();
      trace(line_of(what));
      watch_.sending(what, in_.time.now());
      return !watch_.broken();
    };
    out.handled = [this](const http::request& what, emulator::response& answer) {
      watch_.handled(what, answer, in_.machine.log().back().faults);
      if (hooks_.answered) hooks_.answered(answer);
      return life_.survive() && !watch_.broken();
    };
    out.heard = [this](const http::request& what, const http::result<http::response>& outcome) {
      trace("   " + (outcome ? std::to_string(outcome->status) : outcome.error().message) + " for " +
            line_of(what));
      watch_.heard(what, outcome, in_.time.now());
    };
    out.latency = [this] { return std::chrono::milliseconds(5 + random_.below(60)); };
    return out;
  }

  void trace(const std::string& line) const {
    if (hooks_.trace) hooks_.trace(line);
  }

  awaitable<void> work() {
    if (orders_.rest.count() > 0) {
      const http::time_point then = in_.time.now() + orders_.rest;
      co_await in_.time.sleep_until(then);
    }
    watch_.begin_run(in_.time.now(), pacing().deadline);
    co_await apply();
    if (stopped_) end_.code = exit_code::interrupted;
    show();
  }

  /// As cli/apply does it, but for the terminal.
  awaitable<void> apply() {
    cli::survey seen(policy_, options_, api_, clock_);
    const auto failed = co_await seen.read();
    if (failed) {
      end_.failure = cli::explain(*failed, "api.openai.com");
      end_.code = cli::code_of(*failed);
      co_return;
    }
    if (base::has_errors(seen.problems())) {
      for (const base::diagnostic& d : seen.problems()) end_.failure += d.rule + ": " + d.message + "\n";
      end_.code = exit_code::invalid;
      co_return;
    }
    make_plan(seen);
    const plan::plan& made = *end_.made;
    if (!made.applyable()) {
      end_.code = made.complete() ? exit_code::refused : exit_code::incomplete;
      co_return;
    }
    if (orders_.planning_only) co_return;
    if (made.operations.empty()) {
      end_.code = cli::code_of(made, {});
      co_return;
    }
    const cli::rechecked now = co_await cli::recheck(seen, made, clock_);
    if (now.failed) {
      end_.failure = cli::explain(*now.failed, "api.openai.com");
      end_.code = cli::code_of(*now.failed);
      co_return;
    }
    if (now.moved) {
      end_.code = exit_code::stale;
      co_return;
    }
    co_await carry_out();
  }

  /// A user who reads what a guard says lifts it.
  void make_plan(const cli::survey& seen) {
    plan::plan made = seen.make_plan();
    if (made.refused() && !orders_.guarded) {
      for (const plan::operation& op : made.operations)
        if (plan::verb_of(op.what) == plan::verb::remove) options_.guards.delete_in_use.insert(op.at.text());
      made = seen.make_plan();
    }
    if (changes_.planner) changes_.planner(made);
    end_.made = std::move(made);
    if (!hooks_.trace) return;
    trace("plan:");
    for (const plan::operation& op : end_.made->operations) trace("   " + op.at.text());
    for (const model::unmet_line& b : end_.made->blocked)
      trace("   blocked " + b.at.text() + ": " + b.reason);
    for (const plan::guard_result& g : end_.made->guards)
      if (g.refused) trace("   refused: " + g.message);
  }

  awaitable<void> carry_out() {
    watch_.accepts(*end_.made);
    plan::plan carried = *end_.made;
    if (changes_.executor) changes_.executor(carried);
    apply::options how;
    how.concurrency = orders_.concurrency;
    end_.outcome = co_await apply::execute(api_, clock_, carried, std::move(how));
    end_.code = cli::code_of(*end_.made, end_.outcome);
    if (changes_.reporter) changes_.reporter(*end_.made, end_.outcome, end_.code);
    if (!hooks_.trace) co_return;
    for (std::size_t i = 0; i < end_.outcome.size(); ++i)
      trace("   ended " + std::to_string(static_cast<int>(end_.outcome[i].is)) + " " +
            end_.made->operations[i].at.text() + " " + end_.outcome[i].reason);
  }

  /// All that people and machines get to see.
  void show() {
    if (!orders_.shows_all) return;
    end_.output = end_.failure;
    if (end_.made) {
      end_.output += report::plan_text(*end_.made, {});
      if (end_.outcome.size() == end_.made->operations.size())
        end_.output +=
            report::apply_text(*end_.made, end_.outcome, {}) + plan::to_json(*end_.made, end_.outcome);
    }
    for (const std::string& path : in_.disk.paths()) end_.output += in_.disk.find(path).value_or("");
    if (changes_.output) changes_.output(end_.output);
  }

  world& in_;
  const model::policy& policy_;
  const run_orders& orders_;
  auditor& watch_;
  const on_request& hooks_;
  const tampering& changes_;
  life life_;
  mortal_clock clock_;
  base::random_source random_;
  cli::options options_;
  machine_transport transport_;
  std::unique_ptr<http::transport> spoilt_;
  http::caller calls_;
  api::client api_;
  run_end end_;
  bool stopped_ = false;
  boost::asio::io_context io_{1}; // last: its frames refer to all the others
};

} // namespace

std::optional<run_end> run_process(world& in, const model::policy& policy, const run_orders& orders,
                                   auditor& watch, const on_request& hooks, const tampering& changes) {
  process one(in, policy, orders, watch, hooks, changes);
  std::optional<run_end> end = one.run();
  if (!end) {
    watch.crashed();
    return end;
  }
  watch.end_run(*end, in.time.now());
  if (end->output.find(admin_key) != std::string::npos) watch.complain(11, "the key stands in the output");
  return end;
}

} // namespace rolecall::sim
