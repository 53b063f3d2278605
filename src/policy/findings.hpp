#pragma once

// Where everything that reads a policy puts what it finds. Adds source lines, hides secrets, and keeps a
// hostile file from filling the screen.

#include "policy/rules.hpp"
#include "policy/source.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::policy {

class findings {
public:
  /// `documents` must live longer.
  explicit findings(const std::vector<document>& documents);

  /// Notes one finding. Of one rule at most 50 are kept in one file; then the number of the others.
  void add(rule broken, base::source_range at, std::string message, std::string hint = {},
           std::vector<base::related> also = {});

  /// Whether one more such finding would be kept: costly hints need not be made for the others.
  bool wants(rule broken, const base::source_range& at) const;

  /// All of them in the order of files, lines, columns. Empties this.
  std::vector<base::diagnostic> take();

private:
  std::string source_line(const base::source_pos& at) const;
  void add_counts_of_the_unsaid();

  struct count {
    int total = 0;
    base::source_range first;
  };
  std::map<std::string_view, const document*> by_name_;
  std::map<std::pair<std::string, rule>, count> counts_;
  std::vector<base::diagnostic> all_;
};

/// `text` in double quotes for a message, cut where it is long.
std::string quote(std::string_view text);

} // namespace rolecall::policy
