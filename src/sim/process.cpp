#include "sim/process.hpp"

#include "cli/output.hpp"
#include "cli/session.hpp"
#include "cli/work.hpp"
#include "sim/machine_transport.hpp"
#include "sim/mortal.hpp"
#include "sim/organization.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <csignal>
#include <exception>

namespace rolecall::sim {
namespace {

using boost::asio::awaitable;
using cli::exit_code;

constexpr http::duration longest_run = std::chrono::hours(24);

std::string line_of(const http::request& what) {
  return std::string(http::to_string(what.verb)) + " " + what.target +
         (what.body.empty() ? "" : " " + what.body);
}

class process final : public cli::witness {
public:
  process(world& in, const task& about, const run_orders& orders, auditor& watch, const on_request& hooks,
          const tampering& changes)
      : in_(in),
        about_(about),
        orders_(orders),
        watch_(watch),
        hooks_(hooks),
        changes_(changes),
        life_(orders.ends),
        clock_(in.time, life_),
        disk_(in.disk, life_, orders.disk, hooks.trace),
        random_(orders.seed),
        transport_(in.machine, in.time, admin_key, seams()),
        spoilt_(changes.transport ? changes.transport(transport_, in.time) : nullptr),
        spoilt_disk_(changes.disk ? changes.disk(in.disk) : nullptr) {
    choose();
    life_.stop = [this] { stop(); };
  }
  process(const process&) = delete;
  process& operator=(const process&) = delete;
  ~process() override { // who sleeps first; then io_ goes, and with it all frames
    in_.time.drop();
  }

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
    look_for_key();
    if (life_.dead() || !finished) return std::nullopt;
    if (thrown) std::rethrow_exception(thrown);
    return std::move(end_);
  }

private:
  void choose() {
    options_.command = orders_.what == errand::plan ? cli::command::plan : cli::command::apply;
    if (orders_.what == errand::plan) options_.format = cli::shape::json;
    options_.yes = true;
    options_.quiet = !orders_.shows_all;
    options_.verbose = orders_.shows_all ? 1 : 0;
    options_.color = cli::coloring::never;
    options_.connections = static_cast<int>(orders_.connections);
    options_.concurrency = static_cast<int>(orders_.concurrency);
    options_.fresh = orders_.fresh;
    options_.guards.revoke_first = orders_.revokes;
    if (orders_.guarded) return;
    options_.guards.max_removals = planner::removal_limit{1000000, false};
    options_.guards.min_owners = orders_.revokes ? 1 : 0; // only the guard sees to it that one is left then
    options_.guards.delete_in_use = about_.lifted;
    if (about_.locks_out) options_.guards.lock_out.insert(key_owner);
  }

  cli::surroundings around() {
    http::transport& network = spoilt_ ? *spoilt_ : static_cast<http::transport&>(transport_);
    base::store& files = spoilt_disk_ ? *spoilt_disk_ : static_cast<base::store&>(in_.disk);
    cli::surroundings out{network, clock_, files, [this] { return calendar(); }};
    const std::string key = admin_key;
    out.seed = orders_.seed;
    out.key_ending = key.substr(key.size() - 4);
    out.host = "api.openai.com";
    out.address = "api.openai.com/v1";
    out.place = "here";
    if (orders_.keeps) out.folder = state_folder;
    out.who = "ada@simulation";
    out.time_given = orders_.deadline;
    out.seen_by = this;
    return out;
  }

  [[nodiscard]] base::instant calendar() const {
    return base::instant(
        std::chrono::seconds(1711471533) +
        std::chrono::duration_cast<std::chrono::milliseconds>(in_.time.now().time_since_epoch()));
  }

  on_the_way seams() {
    on_the_way out;
    out.sending = [this](const http::request& what) {
      if (!life_.step() || (what.verb != http::method::get && !life_.write())) return false;
      if (hooks_.before) hooks_.before();
      if (hooks_.trace) trace(line_of(what));
      watch_.sending(what, in_.time.now());
      return !watch_.broken();
    };
    out.handled = [this](const http::request& what, emulator::response& answer) {
      watch_.handled(what, answer, in_.machine.log().back().faults);
      if (hooks_.answered) hooks_.answered(answer);
      return life_.survive() && !watch_.broken();
    };
    out.heard = [this](const http::request& what, const http::result<http::response>& outcome) {
      if (hooks_.trace)
        trace("   " + (outcome ? std::to_string(outcome->status) : outcome.error().message) + " for " +
              line_of(what));
      watch_.heard(what, outcome, in_.time.now());
    };
    out.latency = [this] { return std::chrono::milliseconds(5 + random_.below(60)); };
    return out;
  }

  void stop() {
    if (!with_) return;
    if (hooks_.trace) trace("Ctrl-C");
    with_->stop(SIGINT);
    boost::asio::co_spawn(io_, with_->abandon_late(), [](std::exception_ptr e) {
      if (e) std::rethrow_exception(e);
    });
  }

  void trace(const std::string& line) const { hooks_.trace(line); }

  awaitable<void> work() {
    if (orders_.rest.count() > 0) {
      const http::time_point then = in_.time.now() + orders_.rest;
      co_await in_.time.sleep_until(then);
    }
    std::optional<http::time_point> deadline;
    if (orders_.deadline) deadline = in_.time.now() + *orders_.deadline;
    const bool saved = orders_.what == errand::apply_saved;
    watch_.begin_run(in_.time.now(), deadline, saved ? &*about_.saved : nullptr);
    watch_.journal().begin_run(orders_.keeps && orders_.what != errand::plan, orders_.disk.has_value());
    with_.emplace(options_, around());
    std::function<awaitable<exit_code>(cli::session&)> command = [this](cli::session& with) {
      return carry_out(with);
    };
    end_.code = co_await cli::run_in(options_, *with_, std::move(command));
    if (changes_.output) changes_.output(said_.err);
    end_.text = said_.out;
    end_.failure = said_.err;
  }

  awaitable<exit_code> carry_out(cli::session& with) {
    switch (orders_.what) {
    case errand::plan: return cli::plan_policy(options_, about_.policy, with);
    case errand::apply_saved: return cli::apply_plan(options_, about_.saved.value(), with);
    case errand::apply: break;
    }
    return cli::apply_policy(options_, about_.policy, with);
  }

  void planned(plan::plan& made) override {
    if (changes_.planner) changes_.planner(made);
    end_.made = made;
    if (!hooks_.trace) return;
    trace("plan:");
    for (const plan::operation& op : made.operations) trace("   " + op.at.text());
    for (const model::unmet_line& b : made.blocked) trace("   blocked " + b.at.text() + ": " + b.reason);
    for (const plan::guard_result& g : made.guards)
      if (g.refused) trace("   refused: " + g.message);
  }

  void accepted(plan::plan& made) override {
    watch_.accepts(made);
    if (orders_.what == errand::apply_saved) end_.made = made;
    if (changes_.executor) changes_.executor(made);
  }

  void carried_out(const plan::plan& made, plan::steps& outcome) override {
    if (changes_.reporter) changes_.reporter(outcome);
    end_.outcome = outcome;
    if (!hooks_.trace) return;
    for (std::size_t i = 0; i < outcome.size(); ++i)
      trace("   ended " + std::to_string(static_cast<int>(outcome[i].is)) + " " +
            made.operations[i].at.text() + " " + outcome[i].reason);
  }

  /// V11: of all that people and machines get to see.
  void look_for_key() {
    const bool said = (said_.out + said_.err).find(admin_key) != std::string::npos;
    if (said) watch_.complain(11, "the key stands in the output");
    if (disk_.has_held(admin_key)) watch_.complain(11, "the key stands in a file");
  }

  world& in_;
  const task& about_;
  const run_orders& orders_;
  auditor& watch_;
  const on_request& hooks_;
  const tampering& changes_;
  life life_;
  mortal_clock clock_;
  mortal_disk disk_;
  base::random_source random_;
  cli::kept_output said_;
  cli::options options_;
  machine_transport transport_;
  std::unique_ptr<http::transport> spoilt_;
  std::unique_ptr<base::store> spoilt_disk_;
  std::optional<cli::session> with_;
  run_end end_;
  boost::asio::io_context io_{1}; // last: its frames refer to all the others
};

} // namespace

std::optional<run_end> run_process(world& in, const task& about, const run_orders& orders, auditor& watch,
                                   const on_request& hooks, const tampering& changes) {
  process one(in, about, orders, watch, hooks, changes);
  std::optional<run_end> end = one.run();
  if (!end) {
    if (!watch.broken()) watch.crashed(in.time.now());
    return end;
  }
  watch.end_run(*end, in.time.now());
  return end;
}

} // namespace rolecall::sim
