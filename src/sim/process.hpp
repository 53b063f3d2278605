#pragma once

// One run of the program in a simulated world: what the commands do once they have a session, or until they
// die.

#include "base/memory_store.hpp"
#include "cli/policy_input.hpp"
#include "emulator/machine.hpp"
#include "http/virtual_clock.hpp"
#include "sim/auditor.hpp"
#include "sim/choices.hpp"
#include "sim/mortal.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

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

/// Where every run keeps its state, and its journals.
inline constexpr const char* state_folder = "state";
inline constexpr const char* journal_folder = "state/journal";

enum class errand {
  plan,       ///< as JSON, whose text is a saved plan
  apply,      ///< of the policy
  apply_saved ///< of the plan that was saved
};

/// How one run goes. Steps are calls of the program at a seam: exchanges, sleeps, operations on files.
struct run_orders {
  errand what = errand::apply;
  bool guarded = false;         ///< with the usual guards; else those that refuse are lifted
  bool revokes = false;         ///< first, before it adds
  bool fresh = false;           ///< does not go on with an interrupted reading
  bool keeps = true;            ///< has a state folder
  bool forgets = false;         ///< somebody deletes that before
  bool tears = true;            ///< should it die, the machine does: what was not synced may be gone
  std::vector<place> meanwhile; ///< what other editors do before it
  fate ends;                    ///< if not by itself
  std::optional<http::duration> deadline;
  std::optional<disk_fault> disk;
  http::duration rest{}; ///< nothing happens before it starts
  std::size_t connections = 16;
  std::size_t concurrency = 8;
  std::uint64_t seed = 1;
  bool shows_all = false; ///< whether it says all it can
};

/// Test-only: what stands between the program and its world, to see whether somebody notices. Each may be
/// empty.
struct tampering {
  std::function<std::unique_ptr<http::transport>(http::transport& real, http::clock& time)> transport;
  std::function<std::unique_ptr<base::store>(base::store& real)> disk;
  std::function<void(plan::plan& made)> planner;  ///< before it is accepted
  std::function<void(plan::plan& made)> saved;    ///< after it was read back
  std::function<void(plan::plan& made)> executor; ///< after it was
  std::function<void(plan::steps& outcome)> reporter;
  std::function<void(std::string& output)> output;
};

/// What the driver of a case wants to do or see at each request of the program.
struct on_request {
  std::function<void()> before;                             ///< may change the organization
  std::function<void(emulator::response& answer)> answered; ///< may change the answer
  std::function<void(const std::string& line)> trace;       ///< may be empty
};

/// What a run is about.
struct task {
  const cli::policy_input& policy;
  const std::set<std::string>& lifted;    ///< things that may be deleted although they are in use
  const bool& locks_out;                  ///< whether who applies may lose his rights
  const std::optional<plan::plan>& saved; ///< for errand::apply_saved
};

/// Nothing: it died. Throws what escapes the program.
std::optional<run_end> run_process(world& in, const task& about, const run_orders& orders, auditor& watch,
                                   const on_request& hooks, const tampering& changes);

} // namespace rolecall::sim
