#pragma once

// The options that several commands have, in the families in which the help shows them.

#include "cli/options.hpp"
#include "cli/parse_values.hpp"
#include "cli/report_option.hpp"

#include <string>
#include <vector>

namespace rolecall::cli {

/// What was typed: options as they are, and words that mean something only together with the rest.
struct typed {
  options chosen;
  std::string max_removals;
  std::vector<std::string> delete_in_use;
  std::vector<std::string> lock_out;
  std::vector<std::string> unprotect;
};

// Each adds its options to a command; what is typed goes into `into`, which must outlive the parsing.

/// Where the policy is.
void add_paths(CLI::App& to, options& into);
/// Where the output goes.
void add_file(CLI::App& to, options& into);
/// The same, how it looks, and messages.
void add_output(CLI::App& to, options& into, const choice<shape>& allowed);
/// What is said on stderr.
void add_messages(CLI::App& to, options& into);
/// `what` is their description.
void add_reports(CLI::App& to, options& into, const std::vector<report_choice>& choices,
                 const std::string& what);
/// Where the API is, and how it is spoken to.
void add_connection(CLI::App& to, options& into);
void add_ca_file(CLI::App& to, options& into);
void add_state_dir(CLI::App& to, options& into);
void add_fresh(CLI::App& to, options& into);
/// What is planned and shown, and the guards.
void add_planning(CLI::App& to, typed& into);
void add_show_kept(CLI::App& to, options& into);
void add_yes(CLI::App& to, options& into);
/// The lock that a command holds.
void add_lock(CLI::App& to, options& into);
/// Where a lock is; `what` describes --lock, which is returned.
CLI::Option* add_lock_place(CLI::App& to, options& into, const std::string& what);

} // namespace rolecall::cli
