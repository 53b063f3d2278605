#pragma once

// An emulated organization and a client of it in one thread, with time that passes only when somebody waits.

#include "api/client.hpp"
#include "apply/executor.hpp"
#include "emulator/machine.hpp"
#include "http/caller.hpp"
#include "http/virtual_clock.hpp"
#include "live/partial_reading.hpp"
#include "live/reader.hpp"
#include "model/policy.hpp"
#include "planner/make_plan.hpp"

#include <boost/asio/io_context.hpp>

#include <cstdint>
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

  [[nodiscard]] bool planned() const { return !failed && !base::has_errors(problems); }
  [[nodiscard]] bool applied() const;
  /// For messages of failed checks.
  [[nodiscard]] std::string words() const;
  /// How many operations ended so.
  [[nodiscard]] std::size_t count(plan::outcome is) const;
};

using lines = std::vector<std::string>;

class world {
public:
  explicit world(const std::string& state);
  ~world();

  emulator::machine machine;

  /// Like the command: reads, plans, and stops there.
  run_result plan(const model::policy& policy);
  /// Like the command with --yes and guards lifted.
  run_result apply(const model::policy& policy);

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
  /// The invited person accepts.
  void accept_invite(const std::string& email);
  /// From then on every run is asked to stop once the machine has received so many requests.
  void stop_after(std::size_t requests) { stop_after_ = requests; }
  /// Every run ends so long after it began.
  void give_time(http::duration deadline) { deadline_ = deadline; }
  /// What one run has learned of limits, the next one knows.
  void remember_limits() { remembers_ = true; }
  /// What an interrupted reading has kept, if any; the next run goes on with it.
  std::optional<live::partial_reading> kept;
  /// 429s that the last run met.
  [[nodiscard]] int limited() const { return limited_; }
  [[nodiscard]] http::time_point now() const { return time_.now(); }
  /// Nothing happens for a while.
  void wait(http::duration how_long);
  void set(const std::string& behaviour);
  void add_fault(const std::string& spec);

private:
  struct client;
  run_result run(const model::policy& wanted, bool writing);
  /// Lets time pass until `work` has ended.
  void drive(boost::asio::awaitable<void> work);

  [[nodiscard]] http::retry_policy policy() const;
  [[nodiscard]] live::moment moment() const;
  /// Before and after a run.
  void recall(client& one);
  void remember(client& one);

  std::optional<std::size_t> stop_after_;
  std::optional<http::duration> deadline_;
  bool remembers_ = false;
  std::map<std::string, http::known_pace> learned_;
  int limited_ = 0;
  boost::asio::io_context io_{1};
  http::virtual_clock time_;
};

} // namespace rolecall::testing
