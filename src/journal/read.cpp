#include "journal/run.hpp"

namespace rolecall::journal {
namespace {

/// Cuts lines off the front of a text.
class lines {
public:
  explicit lines(std::string_view text) : left_(text) {}

  [[nodiscard]] bool at_end() const { return left_.empty(); }
  [[nodiscard]] std::string_view rest() const { return left_; }
  /// Without its end; `whole` says whether it had one.
  std::string_view next(bool& whole) {
    const auto end = left_.find('\n');
    whole = end != std::string_view::npos;
    const std::string_view out = left_.substr(0, end);
    left_.remove_prefix(whole ? end + 1 : left_.size());
    return out;
  }

private:
  std::string_view left_;
};

/// Whether `rest` is what a crash leaves where records were being written: an unfinished line, or blocks that
/// never came to the disk, and no record after them.
bool is_torn(std::string_view rest) {
  if (rest.ends_with('\n') && rest.find('\0') == std::string_view::npos) return false;
  lines all(rest);
  for (bool whole = false; !all.at_end();) {
    const auto read = parse_line(all.next(whole));
    const auto* problem = std::get_if<line_problem>(&read);
    if (whole && (!problem || *problem == line_problem::newer)) return false;
  }
  return true;
}

} // namespace

std::variant<run, unfit> read(std::string_view text) {
  run out;
  lines all(text);
  for (std::size_t number = 1; !all.at_end(); ++number) {
    const std::string_view from = all.rest();
    bool whole = false;
    const auto one = parse_line(all.next(whole));
    const auto* problem = std::get_if<line_problem>(&one);
    const bool first = number == 1;
    if (!whole || problem) {
      const bool newer = whole && *problem == line_problem::newer;
      if (!newer && is_torn(from)) break;
      unfit why;
      why.why = newer ? unfit::reason::newer : unfit::reason::damaged;
      why.line = number;
      if (!first) why.head = out.head;
      return why;
    }
    const record& read = std::get<record>(one);
    if (first) {
      const auto* head = std::get_if<begin>(&read);
      if (!head) return unfit{unfit::reason::damaged, 1, std::nullopt};
      out.head = *head;
    }
    add(out, read);
    out.intact = text.size() - all.rest().size();
  }
  if (out.intact == 0) return unfit{};
  return out;
}

bool is_closed(std::string_view text) {
  if (!text.ends_with('\n')) return false;
  text.remove_suffix(1);
  const auto before = text.rfind('\n');
  const auto last = parse_line(before == std::string_view::npos ? text : text.substr(before + 1));
  const auto* read = std::get_if<record>(&last);
  const auto* ended = read ? std::get_if<end>(read) : nullptr;
  return ended && !ended->open;
}

} // namespace rolecall::journal
