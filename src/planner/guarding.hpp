#pragma once

// What the guards of things have in common. Inside the planner only.

#include "planner/changes.hpp"
#include "planner/make_plan.hpp"

namespace rolecall::planner {

/// What such a guard looks at, and the plan to which it adds what it finds. All must outlive it.
class guarding {
public:
  guarding(const comparison& changes, const model::desired& want, const model::organization& live,
           const model::symbols& names, const options& choice, plan::plan& out)
      : changes_(changes), want_(want), live_(live), names_(names), choice_(choice), out_(out) {}

protected:
  const comparison& changes_;
  const model::desired& want_;
  const model::organization& live_;
  const model::symbols& names_;
  const options& choice_;
  plan::plan& out_;
};

} // namespace rolecall::planner
