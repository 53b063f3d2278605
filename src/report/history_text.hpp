#pragma once

// Past applies, told from their journals, for people and for machines. Foreign text in them is escaped.

#include "journal/run.hpp"
#include "report/color.hpp"

#include <string>
#include <variant>
#include <vector>

namespace rolecall::report {

struct past_run {
  std::string id;
  std::string path;
  bool running = false; ///< a living process writes it
  std::variant<journal::run, journal::unfit> journal;
};

/// How a run stands: "running", "done", "part way", "failed", "stopped", "did not end", "settled" (it did not
/// end, and a later run found out what became of it), "unreadable".
std::string state_of(const past_run& one);

/// A line for each.
std::string history_text(const std::vector<past_run>& runs, color use);

/// Everything about one: operations, requests, what later runs found.
std::string past_run_text(const past_run& one, color use);

/// schema/history.schema.json; with `operations` what past_run_text() tells, else without.
std::string history_json(const std::vector<past_run>& runs, bool operations);

} // namespace rolecall::report
