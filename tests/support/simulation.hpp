#pragma once

// An organization on which the operations of a plan can be carried out, one at a time, in any order: what the
// API does, as far as a plan can tell.

#include "model/organization.hpp"
#include "plan/plan.hpp"

#include <compare>
#include <map>
#include <set>
#include <string>

namespace rolecall::test {

/// A principal at a scope, by ids; the project is empty at the organization.
struct holder {
  std::string project_id;
  model::principal_kind kind = model::principal_kind::group;
  std::string principal_id;
  auto operator<=>(const holder&) const = default;
};

using access_map =
    std::map<holder, std::set<std::string>>; ///< permissions; a user's with those of his groups

class simulation {
public:
  explicit simulation(model::organization start) : org_(std::move(start)) {}

  /// Carries out operation `index` of a plan. What it makes gets an id that follows from `index`. Throws
  /// std::logic_error, with words, where the API might refuse: a thing that is not there or in use, a name
  /// that is taken, a grant that is there already or is not, a principal that is not in the project.
  void carry_out(const plan::operation& op, std::size_t index);

  [[nodiscard]] access_map access() const;
  /// Everything counts as read.
  [[nodiscard]] model::organization state() const;

private:
  struct visitor;

  model::organization org_;
  std::map<std::size_t, std::string> made_;
};

/// `live` after all operations, in plan order.
model::organization apply_to_model(const plan::plan& p, const model::organization& live);

} // namespace rolecall::test
