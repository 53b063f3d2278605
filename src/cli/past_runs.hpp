#pragma once

// What earlier applies to the same organization left open in their journals, and this run does about it.

#include "apply/settling.hpp"
#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"
#include "cli/survey.hpp"
#include "journal/folder.hpp"
#include "plan/plan.hpp"
#include "plan/result.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace rolecall::cli {

/// Says that the next apply has something to settle, if so; writes nothing.
/// And which things that were given in passing it takes back, as far as `seen` does not show the policy to
/// give them.
void mention_past_runs(const options& chosen, session& with, const survey& seen);

class past_runs {
public:
  past_runs(const options& chosen, session& with) : chosen_(chosen), session_(with) {}

  /// Before anything is planned: finds out what became of the writes in doubt, says it, and writes it down. A
  /// code if the run must not go on.
  boost::asio::awaitable<std::optional<exit_code>> settle();

  /// Something that was given in passing is still held.
  [[nodiscard]] bool owes() const { return !debts_.empty(); }

  /// Lets `made` take back what is owed. Of what `seen` shows the policy to give, nothing is owed any more.
  void add_debts(plan::plan& made, const survey& seen);

  /// Writes down which debts were paid.
  void close(const plan::steps& outcome);

private:
  struct owing {
    journal::file which;
    journal::debt what;
    std::optional<std::size_t> operation; ///< of the plan
    bool given = false;                   ///< by the policy
    bool beside_doubts = false;           ///< something else of that journal stays in doubt
  };

  boost::asio::awaitable<void> settle(journal::unfinished past, http::time_point over);

  const options& chosen_;
  session& session_;
  std::vector<owing> debts_;
};

} // namespace rolecall::cli
