#pragma once

// What is wrong in a user's file, and exactly where. A value: collected by whoever finds it, shown by report.

#include <compare>
#include <string>
#include <vector>

namespace rolecall::base {

/// A place in a file. Lines and columns start at 1; columns count Unicode characters, not bytes.
/// Line 0 means the file as a whole.
struct source_pos {
  std::string file;
  int line = 0;
  int column = 0;
  auto operator<=>(const source_pos&) const = default;
};

/// `FILE:LINE:COLUMN`, or `FILE` alone where the line is 0.
std::string to_string(const source_pos& at);

/// A stretch of one line: `length` characters from `begin`, at least 1.
struct source_range {
  source_pos begin;
  int length = 1;
  auto operator<=>(const source_range&) const = default;
};

enum class severity { error, warning };

/// A second place that explains the first: "first written here".
struct related {
  source_range at;
  std::string message;
};

struct diagnostic {
  severity level = severity::error;
  std::string rule; ///< stable id: "RC012"
  source_range at;
  std::string message;     ///< one sentence, lower case, no full stop; foreign text in it is not yet escaped
  std::string hint;        ///< what to do; may be empty
  std::string source_line; ///< the line of `at` as it stands in the file, without its end; may be empty
  std::vector<related> also;
  std::string address = {}; ///< of the thing it is about, as addresses are written; empty where there is none
};

bool has_errors(const std::vector<diagnostic>& all);

} // namespace rolecall::base
