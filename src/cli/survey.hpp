#pragma once

// Policy and organization brought together: reads what the policy needs, stage by stage, and plans.

#include "cli/caller.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"
#include "live/reader.hpp"
#include "model/desired.hpp"
#include "model/policy.hpp"
#include "plan/plan.hpp"
#include "policy/staged_resolution.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <optional>

namespace rolecall::cli {

class survey {
public:
  survey(const model::policy& policy, const options& chosen, session& with);
  /// Without the API: for read_from() only.
  survey(const model::policy& policy, const options& chosen)
      : policy_(policy), chosen_(chosen), resolved_(policy, model::selection(chosen.only)) {}

  /// Reads until nothing is missing, or the policy proves to be unfit for this organization (see problems()).
  boost::asio::awaitable<std::optional<live::read_failure>> read();

  /// The same out of a snapshot. Returns the lists that the policy needs and the snapshot does not have;
  /// none: as after a complete read().
  std::vector<model::list_ref> read_from(const model::organization& snapshot);

  /// Reads `lists` once more and resolves again; complete() then tells whether what they show now asks for
  /// more.
  boost::asio::awaitable<std::optional<live::read_failure>> read_again(std::vector<model::list_ref> lists);

  /// After that, where the plan could end the rights of an administrator: finds out whose key this is. One
  /// call, or none.
  boost::asio::awaitable<void> find_caller();

  /// After a complete read() without errors in problems().
  [[nodiscard]] plan::plan make_plan() const;

  [[nodiscard]] const std::vector<base::diagnostic>& problems() const { return want().problems; }
  [[nodiscard]] const model::organization& live() const { return live_; }
  /// Whether the policy gives the role that `held` would take.
  [[nodiscard]] bool wants(const plan::unassign_role& held) const;
  /// Whether what was read is all that a plan needs.
  [[nodiscard]] bool complete() const;
  /// What --only names and nothing answers to.
  [[nodiscard]] std::vector<std::string> idle_globs() const;

private:
  [[nodiscard]] const model::desired& want() const { return resolved_.want(); }

  using list_reader =
      std::function<boost::asio::awaitable<std::optional<live::read_failure>>(std::vector<model::list_ref>)>;

  const model::policy& policy_;
  const options& chosen_;
  policy::staged_resolution resolved_;
  api::client* api_ = nullptr;
  std::string key_ending_;
  list_reader read_lists_; ///< into live_
  model::symbols names_;
  model::organization live_;
  std::optional<plan::plan> made_; ///< of what was read by now, and without a caller
  std::size_t lists_done_ = 0;
  caller caller_;
};

/// What to tell people about a failed reading, and the exit code that says it to machines: incomplete for
/// what may have passed by the next run; failure for what only another key, address or setting mends.
std::string explain(const live::read_failure& failed, const std::string& host);
exit_code code_of(const live::read_failure& failed);
/// Tells them, on stderr; returns the code.
exit_code tell(const live::read_failure& failed, session& with);

} // namespace rolecall::cli
