#pragma once

// Where everything that reads a policy puts what it finds. Adds source lines, hides secrets, and keeps a
// hostile file from filling the screen.

#include "policy/rules.hpp"
#include "policy/source.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rolecall::policy {

class findings {
public:
  /// `documents` must live longer.
  explicit findings(const std::vector<document>& documents);

  /// Notes one finding about the thing of that address. Of one rule at most 50 are shown in one file; then
  /// the number of the others.
  void add(rule broken, base::source_range at, std::string message, std::string hint = {},
           std::vector<base::related> also = {}, std::string address = {});

  /// Notes one that was made elsewhere; it is kept as it is.
  void add(base::diagnostic made);

  /// Whether one more such finding would be shown: costly hints need not be made for the others.
  bool wants(rule broken, const base::source_range& at) const;

  bool has_errors() const { return base::has_errors(all_); }
  const std::vector<base::diagnostic>& all() const { return all_; }

  /// Forgets the warnings that are `accepted`; returns how many.
  std::size_t drop(const std::function<bool(const base::diagnostic&)>& accepted);

  /// All of them in the order of files, lines, columns. Empties this.
  std::vector<base::diagnostic> take();

private:
  using key = std::pair<std::string, std::string>; ///< file, id of the rule
  struct count {
    int total = 0;
    base::severity level = base::severity::error;
    base::source_range first;
  };

  std::string source_line(const base::source_pos& at) const;
  /// Counts it; false where there are too many of its kind to keep it.
  bool make_room(const base::diagnostic& d);
  void leave_out_the_many();
  void add_counts_of_the_unsaid();

  std::map<std::string_view, const document*> by_name_;
  std::map<key, count> counts_;
  std::vector<base::diagnostic> all_;
};

/// `text` in double quotes for a message, cut where it is long.
std::string quote(std::string_view text);

} // namespace rolecall::policy
