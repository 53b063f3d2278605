#pragma once

// An emulated organization and a client of it in one thread, with time that passes only when somebody waits.

#include "apply/drift.hpp"
#include "apply/settling.hpp"
#include "base/memory_store.hpp"
#include "cli/exit_code.hpp"
#include "emulator/machine.hpp"
#include "http/virtual_clock.hpp"
#include "journal/run.hpp"
#include "live/reader.hpp"
#include "model/policy.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rolecall::testing {

/// A policy of examples/policies/ with the organization it starts from.
struct example {
  std::string name;
  model::policy policy;
  std::string state;
};
/// All but the enterprise.
std::vector<example> examples();
/// The largest: several hundred calls a plan.
example enterprise();
/// The one of that name; throws if there is none.
example example_named(const std::string& name);

/// `count`, multiplied by ROLECALL_CASES.
std::uint64_t seeds(std::uint64_t count);

/// A policy of one file without errors; throws with what is wrong.
model::policy policy_of(const std::string& yaml);

/// What one run came to.
struct run_result {
  std::optional<live::read_failure> failed;
  std::vector<base::diagnostic> problems;
  plan::plan made;
  plan::steps outcome;
  std::vector<apply::settlement> past; ///< of the open journals that it found, the newest first
  std::optional<std::string> journal_failure;
  std::string said; ///< on stderr
  cli::exit_code code = cli::exit_code::ok;

  [[nodiscard]] bool planned() const { return !failed && !base::has_errors(problems); }
  [[nodiscard]] bool applied() const;
  /// For messages of failed checks.
  [[nodiscard]] std::string words() const;
  /// How many operations ended so.
  [[nodiscard]] std::size_t count(plan::outcome is) const;
};

/// What an apply of a saved plan came to.
struct saved_result {
  std::optional<live::read_failure> failed;
  std::vector<apply::moved> drift;
  plan::steps outcome; ///< none where something moved
  std::string said;    ///< on stderr
  cli::exit_code code = cli::exit_code::ok;

  [[nodiscard]] bool applied() const;
  /// "WHAT: EXPECTED, but FOUND" of what moved, else "ADDRESS: OUTCOME REASON" of what was not done; of
  /// `made`.
  [[nodiscard]] std::string words(const plan::plan& made) const;
};

using lines = std::vector<std::string>;

/// Where runs keep what the next may use.
inline constexpr const char* state_folder = "state";
/// Of an interrupted reading.
inline constexpr const char* reading_file = "state/reading-here";
inline constexpr const char* journal_api = "machine";
/// Those that can be read.
std::vector<journal::run> journals(base::memory_store& files);

class world {
public:
  explicit world(const std::string& state);
  ~world();

  emulator::machine machine;

  /// Like the command: reads, plans, and stops there.
  run_result plan(const model::policy& policy);
  /// Like the command with --yes and guards lifted.
  run_result apply(const model::policy& policy);

  /// Like the command with --plan and --yes: of `made`, written as JSON and read back.
  saved_result apply_saved(const plan::plan& made);
  /// What somebody else does with the same key; `target` below /v1. Throws where it is refused.
  void meanwhile(const std::string& method, const std::string& target, const std::string& body = {});
  /// Calls `then` once, right after the write of that number, from 1 on, was received.
  void after_write(std::size_t number, std::function<void()> then);

  /// Like the command snapshot, up to the text. Throws std::runtime_error where something cannot be read.
  model::organization read_whole();

  [[nodiscard]] std::size_t writes() const;
  /// Targets of the lists that were asked for since `from`.
  [[nodiscard]] std::vector<std::string> reads(std::size_t from = 0) const;
  /// "METHOD /path" of the writes received, in order, bodies after those that have one.
  [[nodiscard]] lines written() const;
  /// Names that stand twice among the live roles of one scope, the live groups, the active projects, or the
  /// addresses that were invited and did not answer yet.
  [[nodiscard]] lines duplicates() const;
  /// "WHO: ROLE" and "WHO in PROJECT: ROLE" of every direct grant, "USER in GROUP" of every membership. By
  /// ids, so that a rename changes nothing. Sorted.
  [[nodiscard]] lines access() const;
  /// The id of the group that bears the name, or of the first project that does; empty: there is none.
  [[nodiscard]] std::string id_of_group(const std::string& name) const;
  [[nodiscard]] std::string id_of_project(const std::string& name) const;
  /// The invited person accepts.
  void accept_invite(const std::string& email);
  /// From then on every run is asked to stop once the machine has received so many requests.
  void stop_after(std::size_t requests) { stop_after_ = requests; }
  /// From then on every apply keeps its journal in `files`, and settles what it finds there.
  void keep_journals(base::store& files) { journals_ = &files; }
  /// Called on both sides of each request that the machine receives. What it throws ends the run.
  std::function<void()> at_each_request;
  /// Called in each apply of a policy between its plan and its first write, as if somebody was asked then.
  std::function<void()> at_prompt;
  /// Every run ends so long after it began.
  void give_time(http::duration deadline) { deadline_ = deadline; }
  /// From then on an answer takes so long.
  void take_for_answers(http::duration each) { answer_takes_ = each; }
  /// What one apply has learned of limits, the next one knows, too; plans know in any case.
  void remember_limits() { remembers_ = true; }
  /// What runs keep, where keep_journals() names no other place.
  base::memory_store own_files;
  /// 429s that the last run met.
  [[nodiscard]] int limited() const { return limited_; }
  [[nodiscard]] http::time_point now() const { return time_.now(); }
  /// The wall's clock is set: from now on it shows so much more, or less, than it would.
  void set_calendar(std::chrono::seconds ahead) { ahead_ = ahead; }
  /// From then on every run is of that part, as --only names it.
  void take_only(std::vector<std::string> globs) { only_ = std::move(globs); }
  /// From then on every plan that is made has --revoke-first.
  void revoke_first() { revokes_first_ = true; }
  /// From then on no answer tells of which organization it is.
  void hide_organization() { hides_organization_ = true; }
  /// Nothing happens for a while.
  void wait(http::duration how_long);
  void set(const std::string& behaviour);
  void add_fault(const std::string& spec);

private:
  class run;

  void look_at_writes();
  [[nodiscard]] base::instant calendar() const;
  base::store& files() { return journals_ ? *journals_ : own_files; }

  std::optional<std::size_t> stop_after_;
  base::store* journals_ = nullptr;
  std::size_t runs_ = 0;
  std::chrono::seconds ahead_{};
  std::vector<std::string> only_;
  std::size_t watched_write_ = 0;
  std::function<void()> then_;
  std::optional<http::duration> deadline_;
  http::duration answer_takes_ = std::chrono::milliseconds(20);
  bool remembers_ = false;
  bool revokes_first_ = false;
  bool hides_organization_ = false;
  int limited_ = 0;
  http::virtual_clock time_;
};

} // namespace rolecall::testing
