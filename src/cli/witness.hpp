#pragma once

// Who looks at a run from within the process: tests and the simulation. The program itself has nobody.

#include "apply/drift.hpp"
#include "apply/settling.hpp"
#include "base/diagnostic.hpp"
#include "live/reader.hpp"
#include "plan/plan.hpp"
#include "plan/result.hpp"

#include <string>
#include <vector>

namespace rolecall::cli {

/// Told of each step of a command when it is done. What comes as a reference that may be written to can be
/// changed, and the run goes on with that: so tests make programs that are wrong on purpose.
class witness {
public:
  witness() = default;
  witness(const witness&) = delete;
  witness& operator=(const witness&) = delete;
  virtual ~witness() = default;

  /// A list could not be read, and the run ends for that.
  virtual void read_failed(const live::read_failure& /*why*/) {}
  /// What the policy means for this organization.
  virtual void judged(const std::vector<base::diagnostic>& /*problems*/) {}
  /// What became of an earlier run's changes.
  virtual void settled(const apply::settlement& /*past*/) {}
  virtual void planned(plan::plan& /*made*/) {}
  /// The organization is no more what a saved plan rests on.
  virtual void moved(const std::vector<apply::moved>& /*where*/) {}
  /// The plan is carried out from now on.
  virtual void accepted(plan::plan& /*made*/) {}
  virtual void carried_out(const plan::plan& /*made*/, plan::steps& /*outcome*/) {}
  /// Not all that was done is on the disk.
  virtual void journal_failed(const std::string& /*why*/) {}
};

} // namespace rolecall::cli
