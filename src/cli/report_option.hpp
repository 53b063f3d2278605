#pragma once

// The words behind --report, for every command that has it.

#include "cli/options.hpp"

#include <string>
#include <variant>
#include <vector>

namespace rolecall::cli {

/// A kind of report that a command can make.
struct report_choice {
  std::string name;
  report_kind kind;
  bool may_go_to_stdout = false; ///< NAME alone; else NAME=FILE
};

/// "sarif|junit|github"
std::string names_of(const std::vector<report_choice>& choices);

/// What `word` (KIND=FILE or KIND) asks for, or what is wrong with it.
std::variant<report_request, std::string> read_report(const std::string& word,
                                                      const std::vector<report_choice>& choices);

/// What is wrong with all that a command line wants written, taken together; empty if nothing is: each file
/// is written once, and stdout is not shared with JSON.
std::string clash_of_reports(const options& chosen);

} // namespace rolecall::cli
