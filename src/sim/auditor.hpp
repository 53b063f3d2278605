#pragma once

// Watches a simulated program at its seams and says when one of the invariants V1 to V12 is broken. It knows
// the true organization, which the program does not.

#include "cli/exit_code.hpp"
#include "emulator/machine.hpp"
#include "http/transport.hpp"
#include "plan/plan.hpp"
#include "plan/result.hpp"
#include "sim/access.hpp"
#include "sim/journal_audit.hpp"
#include "sim/meaning.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rolecall::sim {

struct violation {
  int number = 0; ///< of the invariant: 1 is V1
  std::string what;
};

/// What one run of the program came to, as it tells its caller.
struct run_end {
  cli::exit_code code = cli::exit_code::ok;
  std::optional<plan::plan> made; ///< nothing: it could not plan
  plan::steps outcome;            ///< empty where nothing was to be done, or allowed
  std::string text;               ///< on stdout
  std::string failure;            ///< what it says on stderr
};

class auditor {
public:
  /// Both must outlive it; journals are in that folder of `disk`.
  auditor(const emulator::machine& server, const base::memory_store& disk, std::string journal_folder);

  [[nodiscard]] const std::optional<violation>& broken() const { return broken_; }
  void complain(int number, std::string what);
  /// Of all others nothing is heard any more.
  void look_only_at(int number) { only_ = number; }

  /// `saved`: the plan that this run is to carry out; null: it makes its own.
  void begin_run(http::time_point now, std::optional<http::time_point> deadline, const plan::plan* saved);
  /// The plan that is carried out from now on.
  void accepts(const plan::plan& made);
  void sending(const http::request& what, http::time_point now);
  /// The machine has got it; `met` are the faults on its way.
  void handled(const http::request& what, const emulator::response& answer,
               const std::vector<std::string_view>& met);
  void heard(const http::request& what, const http::result<http::response>& outcome, http::time_point now);
  void end_run(const run_end& end, http::time_point now);
  /// The process is no more: nothing that it said counts, but for its journal.
  void crashed(http::time_point now);
  /// A plan was made that may be carried out later, when the organization may be another.
  void saved(const plan::plan& made);
  /// All is over: whoever was made a member in passing is none any more (V6), no journal is open (V12).
  void check_end(bool knows_debts);
  journal_audit& journal() { return journal_; }

  /// Lists may not show yet what was changed a while ago.
  void lists_lag() { lag_ = true; }
  /// Around what another editor does.
  void before_edit();
  void after_edit(http::time_point now);

  [[nodiscard]] std::size_t writes() const { return writes_; } ///< of this run

private:
  struct exchange {
    std::optional<meaning> write;
    std::vector<std::size_t> served; ///< operations that it may be for
    std::vector<std::string_view> met;
    std::size_t owners = 0; ///< before it
  };
  struct watched {
    plan::plan made;
    access_facts before;
    access_facts after;
    std::vector<std::size_t> requests; ///< of each operation
    std::vector<bool> was_so;          ///< each operation's aim, at the beginning
    std::set<std::string> old_ids;     ///< of groups and projects
  };

  void check_planned(const meaning& asked, std::vector<std::size_t>& served);
  void check_read(const meaning& asked);
  void check_duplicates(const meaning& done);
  void check_access(const meaning& done);
  void check_holder(const holder& of);
  void check_owners(std::size_t before);
  void check_order(const std::vector<std::size_t>& served);
  void check_outcome(const run_end& end);
  void check_step(std::size_t index, const plan::step& step);
  void check_rests();
  void check_members(const plan::assign_role& op, const model::address& at);
  void note_passing(const exchange& how);
  void note_list(const http::request& what, const exchange& how, const http::response& answer);
  void note_pause(const http::request& what, const http::response& answer, http::time_point now);
  [[nodiscard]] permission_set allowed(const holder& of);
  void learn_made();
  [[nodiscard]] bool edits_count() const;
  [[nodiscard]] std::size_t things() const;
  [[nodiscard]] std::string in_plan(const std::string& id) const;
  [[nodiscard]] holder in_plan(const holder& of) const;
  [[nodiscard]] access_facts in_plan(const access_facts& facts) const;
  [[nodiscard]] std::size_t owners() const;

  const emulator::machine& server_;
  permission_bits bits_;
  std::optional<violation> broken_;
  std::optional<int> only_;
  std::map<std::string, std::size_t> twins_; ///< how many of a natural key are nobody's fault
  journal_audit journal_;
  bool lag_ = false;
  bool running_ = false;
  std::optional<http::time_point> edited_at_; ///< the last time
  std::vector<std::string> rests_on_;         ///< of each operation of the saved plan, when it was made
  std::map<std::string, std::set<std::string>> members_then_; ///< at that time, of groups whose list was read
  std::set<holder> passing_;                                  ///< were made members in passing
  std::set<holder> members_;                                  ///< are meant to be

  // of this run
  std::optional<http::time_point> deadline_;
  http::time_point begun_{};
  const plan::plan* saved_ = nullptr;
  bool moved_ = false; ///< what the saved plan rests on, before the run
  std::optional<watched> watched_;
  made_ids made_;
  std::optional<std::size_t> learned_; ///< from what things there were
  access_facts replaced_; ///< by other editors, between the run's beginning and its plan, or as late as lists
  access_facts brought_;  ///< by them, in the same time
  std::map<const http::request*, exchange> in_flight_;
  std::set<std::string> reading_;                  ///< paths of lists whose first page came whole
  std::set<std::string> read_;                     ///< ... and whose last page did
  std::map<std::string, http::time_point> closed_; ///< routes, until when
  std::map<std::string, bool> failed_get_;         ///< by target: the last answer asks for a retry
  std::size_t sent_ = 0;
  std::size_t repeated_ = 0;
  std::size_t writes_ = 0;
  std::size_t taken_ = 0; ///< writes that the server did not refuse
  bool edited_ = false;
  std::size_t turn_ = 0; ///< of a plan that revokes first: the farthest that requests have come to
  access_facts before_edit_;
};

/// Natural keys of an organization and how often each is there: "group A".
std::map<std::string, std::size_t> natural_keys(const emulator::state& org);

} // namespace rolecall::sim
