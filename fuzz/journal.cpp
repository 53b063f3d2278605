// Any text as a journal: as it is, and with the sum that belongs to each line. Whatever a crash leaves of one
// that is read is read too.

#include "base/instant.hpp"
#include "base/stable_hash.hpp"
#include "fuzz/must.hpp"
#include "journal/run.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

using rolecall::fuzz::must;
namespace base = rolecall::base;
namespace journal = rolecall::journal;

namespace {

constexpr std::string_view sum = R"(,"sum":")";

std::string sealed_line(std::string_view line) {
  const std::size_t end = line.rfind(sum) == std::string_view::npos ? line.rfind('}') : line.rfind(sum);
  const std::string open(line.substr(0, end));
  return open + std::string(sum) + base::hex(base::stable_hash(open)) + "\"}\n";
}

std::string sealed(std::string_view text) {
  std::string out;
  for (std::size_t end = 0; (end = text.find('\n')) != std::string_view::npos; text.remove_prefix(end + 1))
    out += sealed_line(text.substr(0, end));
  return out.append(text); // an unfinished line is left so
}

/// What is read of `text`, whose first record ends at `first`, when it is cut at `length`.
void check_cut(std::string_view text, std::size_t first, std::size_t length) {
  const auto read = journal::read(text.substr(0, length));
  const auto* why = std::get_if<journal::unfit>(&read);
  must((why != nullptr) == (length < first), "the first record is needed, and no more");
  if (why) return must(why->why == journal::unfit::reason::empty, "a cut is no damage");
  const std::size_t intact = std::get<journal::run>(read).intact;
  must(intact <= length, "no more is read than there is");
  must(text[intact - 1] == '\n', "whole records");
  must(text.substr(intact, length - intact).find('\n') == std::string_view::npos, "and all of them");
}

void check_record(std::string_view line) {
  const auto read = journal::parse_line(line);
  const auto* record = std::get_if<journal::record>(&read);
  if (!record) return;
  std::string once = journal::line(*record);
  must(once.find('\n') == once.size() - 1, "a record is one line");
  once.pop_back();
  const auto again = journal::parse_line(once);
  must(std::holds_alternative<journal::record>(again), "what was written can be read");
  must(journal::line(std::get<journal::record>(again)) == once + "\n", "and is the same");
}

void check(std::string_view text) {
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    check_record(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  const auto read = journal::read(text);
  if (const auto* why = std::get_if<journal::unfit>(&read)) return must(why->line >= 1, "lines count from 1");
  const auto& run = std::get<journal::run>(read);
  must(run.intact > 0 && run.intact <= text.size(), "it has a record");
  must(run.places.size() == run.operations.size(), "every operation has its place");
  must(journal::leaves_open(run) == !(journal::doubts(run).empty() && journal::unpaid(run).empty()),
       "what is open");
  if (journal::is_closed(text)) must(!journal::is_open(run), "the last record says that nothing is open");

  const std::string_view intact = text.substr(0, run.intact);
  const std::size_t first = intact.find('\n') + 1;
  const std::size_t last = intact.substr(0, intact.size() - 1).rfind('\n') + 1; // 0: the first is the last
  for (const std::size_t length :
       {std::size_t{0}, first / 2, first - 1, first, last, (last + intact.size()) / 2, intact.size() - 1})
    check_cut(intact, first, length);
  const std::string closed = std::string(intact) + journal::line(journal::end{{}, "later", "done", false});
  const auto later = journal::read(closed);
  must(std::holds_alternative<journal::run>(later), "a later run can add to it");
  must(!journal::is_open(std::get<journal::run>(later)) && journal::is_closed(closed), "and close it");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto at = base::parse_instant(text)) must(base::rfc3339(*at) == text, "times");
  check(text);
  check(sealed(text));
  return 0;
}
