#pragma once

// One run of the program in a simulated world, from the loaded policy to the exit code, or until it dies.

#include "base/memory_store.hpp"
#include "cli/options.hpp"
#include "emulator/machine.hpp"
#include "http/virtual_clock.hpp"
#include "model/policy.hpp"
#include "sim/auditor.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace rolecall::sim {

/// What outlives a process.
struct world {
  world(emulator::machine_options how, emulator::state initial)
      : machine(std::move(how), std::move(initial)) {}
  ~world() { time.drop(); }
  world(const world&) = delete;
  world& operator=(const world&) = delete;

  http::virtual_clock time;
  emulator::machine machine;
  base::memory_store disk;
};

enum class death { before, after }; ///< what the seam was called for takes effect

/// How one run goes. Steps are calls of the program at a seam: exchanges, sleeps, operations on files.
struct run_orders {
  bool planning_only = false;
  bool guarded = false; ///< with the usual guards; else those that refuse are lifted
  std::optional<std::size_t> dies_at;
  death how = death::before;
  std::optional<std::size_t> stopped_at; ///< Ctrl-C
  std::optional<http::duration> deadline;
  http::duration rest{}; ///< nothing happens before it starts
  std::size_t connections = 16;
  std::size_t concurrency = 8;
  std::uint64_t seed = 1;
  bool shows_all = false; ///< whether its output is to be made
};

/// Test-only: what stands between the program and its world, to see whether somebody notices. Each may be
/// empty.
struct tampering {
  std::function<std::unique_ptr<http::transport>(http::transport& real, http::clock& time)> transport;
  std::function<void(plan::plan& made)> planner;  ///< before it is accepted
  std::function<void(plan::plan& made)> executor; ///< after it was
  std::function<void(const plan::plan& made, plan::steps& outcome, cli::exit_code& code)> reporter;
  std::function<void(std::string& output)> output;
};

/// What the driver of a case wants to do or see at each request of the program.
struct on_request {
  std::function<void()> before;                             ///< may change the organization
  std::function<void(emulator::response& answer)> answered; ///< may change the answer
  std::function<void(const std::string& line)> trace;       ///< may be empty
};

/// Nothing: it died. Throws what escapes the program.
std::optional<run_end> run_process(world& in, const model::policy& policy, const run_orders& orders,
                                   auditor& watch, const on_request& hooks, const tampering& changes);

} // namespace rolecall::sim
