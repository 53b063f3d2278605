#pragma once

// A plan carried out in random orders that its dependencies allow, on an organization that checks what
// everybody may do after each operation.

#include "plan/plan.hpp"
#include "support/random_case.hpp"
#include "support/simulation.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace rolecall::test {

class any_order {
public:
  /// `p` is a plan for `c`, whose whole organization it may not have known.
  any_order(const plan::plan& p, const random_case& c);

  /// One run. `failing` does nothing, and what depends on it is skipped. Nobody may hold what he has in
  /// neither state, nor lack what he keeps unless a gap says so.
  void check(dice& random, std::optional<std::size_t> failing = {}) const;
  /// The same, for a plan that did not know enough to tell all gaps.
  void check_phantoms(dice& random) const;

private:
  enum class watch { everything, phantoms };

  void run(dice& random, std::optional<std::size_t> failing, watch what) const;
  void check_phantoms_in(const access_map& now) const;
  void check_gaps_in(const access_map& now) const;
  [[nodiscard]] std::string address_of(const holder& who) const;
  [[nodiscard]] bool group_gap(const holder& who, const std::string& permission) const;

  const plan::plan& p_;
  const random_case& case_;
  access_map before_;
  access_map after_;
  std::map<std::string, std::string> names_; ///< of each principal and project, by id, as the plan shows it
  std::set<std::pair<std::string, std::string>> gaps_; ///< address of the principal, permission
};

} // namespace rolecall::test
