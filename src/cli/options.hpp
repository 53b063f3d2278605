#pragma once

// The command line as values. parse.cpp makes them; it and its neighbours alone know the parsing library.

#include "planner/make_plan.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace rolecall::cli {

enum class command {
  validate,
  plan,
  apply,
  show,
  whoami,
  schema,
  snapshot,
  export_policy,
  init,
  unlock,
  history
};
enum class shape { text, json, markdown };
enum class coloring { automatic, always, never };

enum class report_kind { sarif, junit, codequality, github, json };

/// `--report KIND=FILE`: what a command found, once more in the format of another program.
struct report_request {
  report_kind kind = report_kind::sarif;
  std::string file; ///< empty: stdout
};

struct options {
  cli::command command = cli::command::plan;
  std::vector<std::string> paths; ///< of the policy; empty: the default places
  std::string schema;             ///< which one to print
  std::string run;                ///< whose journal to show; empty: a line for each
  int most_runs = 20;             ///< lines
  std::string folder = ".";       ///< for a new policy

  // how an export is written
  bool single_file = false;
  std::string schema_place; ///< path or URL that its files name as their schema

  // what comes out
  shape format = shape::text;
  std::string output; ///< file; empty: stdout
  std::vector<report_request> reports;
  coloring color = coloring::automatic;
  bool show_kept = false;
  bool quiet = false;
  int verbose = 0;
  std::string log_level;
  std::string log_format = "text";

  std::string plan_file; ///< a saved plan, to show or to apply

  std::string state; ///< file with a snapshot, in place of the API; empty: the API

  // where the API is, and who asks
  std::string base_url; ///< empty: OPENAI_BASE_URL, else OpenAI's
  std::string admin_key_file;
  std::string ca_file;
  int connections = 16;
  int max_wait_seconds = 900;
  int deadline_seconds = 0; ///< of the run; 0: none
  bool fresh = false;       ///< do not go on with an interrupted reading
  std::string state_dir;    ///< what one run remembers for the next; empty: the usual place

  // planning
  bool explain_reads = false;
  bool detailed_exitcode = false;
  planner::options guards;
  std::vector<std::string> only; ///< globs over addresses: what is planned; empty: everything

  // the lock
  std::string lock; ///< where it is, as lock::parse_place() reads it; empty: none
  bool lock_by_post = false;
  int lock_timeout_seconds = 0;
  int lock_lease_seconds = 300;
  std::string lock_id; ///< to unlock

  // applying
  bool yes = false;
  bool dry_run = false;
  int concurrency = 8;
  int settle_seconds = 30;
};

/// The command line asks for nothing more than to be answered: help, version, or what is wrong with it.
struct answer {
  int exit_code = 0;
  std::string text; ///< to stdout if the code is 0, else to stderr
};

std::variant<options, answer> parse(int argc, const char* const* argv);

} // namespace rolecall::cli
