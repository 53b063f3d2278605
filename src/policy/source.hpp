#pragma once

// One policy file as bytes, and what is needed to point into it: lines, columns in characters, source lines.

#include "base/diagnostic.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::policy {

/// Files in sub-folders of a policy folder may hold only `version` and `projects`.
enum class standing { top, sub_folder };

/// A file that has been read. `name` is printed as it stands: the path as given, or below the folder given.
struct source {
  std::string name;
  std::string text;
  standing where = standing::top;
};

/// A stretch of a document in bytes.
struct place {
  std::uint32_t offset = 0;
  std::uint32_t length = 1;
};

/// A source without its byte order mark, and an index of its lines. Views into the source, which must live
/// longer.
class document {
public:
  explicit document(const source& from);

  const std::string& name() const noexcept { return source_->name; }
  standing where() const noexcept { return source_->where; }
  std::string_view text() const noexcept { return text_; }
  /// How many bytes of the file stand before text().
  std::size_t skipped() const noexcept { return source_->text.size() - text_.size(); }

  /// Line, column and length of `at`, cut at the end of its line.
  base::source_range range(place at) const;
  /// Line `number` (from 1) without its end; nothing if there is no such line.
  std::string_view line(int number) const;

private:
  std::size_t characters_before(std::size_t offset) const;

  const source* source_;
  std::string_view text_;
  std::vector<std::uint32_t> line_starts_;
  /// Characters before every 64th byte; empty if all is ASCII. Keeps a file of one long line linear.
  std::vector<std::uint32_t> character_counts_;
};

/// Gives each diagnostic that has no source line yet the line of `sources` that it points to.
void quote_lines(std::vector<base::diagnostic>& all, const std::vector<source>& sources);

} // namespace rolecall::policy
