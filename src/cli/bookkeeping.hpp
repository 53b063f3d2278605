#pragma once

// The journal of an apply: opened before its first write, ended after its last.

#include "apply/ledger.hpp"
#include "cli/session.hpp"
#include "journal/log.hpp"
#include "plan/plan.hpp"
#include "plan/result.hpp"

#include <memory>

namespace rolecall::cli {

class bookkeeping {
public:
  /// False, after saying on stderr why, if there must be a journal and there can be none. Where the
  /// environment names no place for it there is a warning and none.
  bool open(session& with, const plan::plan& made);

  /// For the run; null without a journal.
  [[nodiscard]] apply::ledger* book() { return book_.get(); }

  /// Ends the journal, or removes it if nothing was sent; says if it could not be written, and removes the
  /// oldest ones. True if the run went on without interruption by it.
  bool close(const plan::plan& made, const plan::steps& outcome, session& with);

private:
  std::unique_ptr<journal::log> log_;
  std::unique_ptr<apply::ledger> book_;
};

} // namespace rolecall::cli
