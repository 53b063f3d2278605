#pragma once

// YAML as people write it, for the few shapes of a policy: block maps, lists in one line where they are
// short, comments.

#include "exporter/outline.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rolecall::exporter {

/// Where a scalar stands: in brackets, some marks mean something.
enum class place { block, brackets };

/// `text` as a scalar that every YAML reader, old or new, takes for this text: plain where it can be, else in
/// double quotes. What cannot be seen, a template marker or a command of a CI system is written as escapes.
std::string scalar(std::string_view text, place at = place::block);

/// Blanks that look like the common one, or like none.
bool is_odd_blank(char32_t code);

/// Foreign text for a comment: on one line, no control characters, no commands, no keys.
std::string harmless(std::string_view text);

/// "1 group", "25 groups".
std::string counted(std::size_t number, const std::string& what);

/// A file while it is written. `level` counts steps of indentation.
class page {
public:
  /// An empty line, but not at the beginning and not after another.
  void gap();
  /// Comment lines, broken between words before column 100.
  void comment(int level, std::string_view text);
  /// One line as it is, with `note` as a comment at its end.
  void line(int level, std::string_view text, std::string_view note = {});
  /// `key: [a, b]`, or one item to a line where that is long or an item has a note. `key` is written already.
  void list(int level, std::string_view key, const std::vector<item>& items, std::string_view note = {});
  void list(int level, std::string_view key, const std::vector<std::string>& items,
            std::string_view note = {});

  /// The lines of another page behind `#`: a person may take that away.
  void commented_out(const page& lines);

  [[nodiscard]] const std::string& text() const { return text_; }

private:
  std::string text_;
};

} // namespace rolecall::exporter
