#include "base/instant.hpp"
#include "base/stable_hash.hpp"
#include "journal/run.hpp"
#include "journal/sample.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// Records as lines, and what is left of them when a disk was unkind.

using namespace rolecall;
using namespace rolecall::journal;

namespace {

/// A line as a version that writes another form would have signed it.
std::string with_new_sum(std::string line) {
  const auto at = line.rfind(",\"sum\":");
  return line.replace(at + 8, 16, base::hex(base::stable_hash(line.substr(0, at))));
}

/// What was read is the first records of `whole`, as they were written.
bool is_beginning(const run& read, const std::string& whole) {
  if (whole.substr(0, read.intact).empty() || whole.at(read.intact - 1) != '\n') return false;
  const auto again = journal::read(whole.substr(0, read.intact));
  const auto* same = std::get_if<run>(&again);
  return same && same->operations.size() == read.operations.size() &&
         same->debts.size() == read.debts.size() && same->ends.size() == read.ends.size() &&
         doubts(*same).size() == doubts(read).size();
}

const unfit& why_not(const std::variant<run, unfit>& read) {
  REQUIRE(std::holds_alternative<unfit>(read));
  return std::get<unfit>(read);
}

} // namespace

TEST_SUITE("journal") {
  TEST_CASE("every record comes back from its line as it was") {
    for (const record& r : sample::records()) {
      const std::string written = line(r);
      CAPTURE(written);
      CHECK(std::ranges::count(written, '\n') == 1);
      const auto read = parse_line(written.substr(0, written.size() - 1));
      REQUIRE(std::holds_alternative<record>(read));
      CHECK(line(std::get<record>(read)) == written);
    }
  }

  TEST_CASE("operations come back whole, as far as judging them needs") {
    for (const plan::action& what : sample::actions()) {
      const std::string written = line(sample::write(1, 2, what));
      const auto read = parse_line(written.substr(0, written.size() - 1));
      REQUIRE(std::holds_alternative<record>(read));
      CHECK((std::get<intent>(std::get<record>(read)).what == what));
    }
  }

  TEST_CASE("times are of the calendar, to the millisecond") {
    CHECK(base::rfc3339(sample::at(0)) == "2026-12-01T05:14:56.123Z");
    CHECK(base::readable(sample::at(4)) == "2026-12-01 05:15:00");
    CHECK(base::compact(sample::at(0)) == "20261201T051456Z");
    CHECK(base::rfc3339(instant{}) == "1970-01-01T00:00:00.000Z");
    for (const char* wrong :
         {"", "2026-12-01", "2026-13-01T05:14:56.123Z", "2026-12-01T24:00:00.000Z",
          "2026-02-30T05:14:56.123Z", "2026-12-01T05:14:56.123+", "2026-12-01 05:14:56.123Z"}) {
      CAPTURE(wrong);
      CHECK(!base::parse_instant(wrong));
    }
  }

  // Covers F40.
  TEST_CASE("cut at any byte, a journal is read up to there, or not at all") {
    const std::string whole = sample::text(sample::records());
    const std::size_t first = whole.find('\n') + 1;
    for (std::size_t size = 0; size < whole.size(); ++size) {
      CAPTURE(size);
      const auto cut = read(whole.substr(0, size));
      if (size < first) {
        CHECK(why_not(cut).why == unfit::reason::empty);
        continue;
      }
      REQUIRE(std::holds_alternative<run>(cut));
      const run& of = std::get<run>(cut);
      CHECK(of.intact == whole.rfind('\n', size - 1) + 1);
      CHECK(is_beginning(of, whole));
    }
  }

  // Covers F40.
  TEST_CASE("with any byte changed, a journal is refused, or read up to there") {
    const std::string whole = sample::text(sample::records());
    const std::size_t last = whole.rfind('\n', whole.size() - 2) + 1;
    std::size_t refused = 0;
    for (std::size_t i = 0; i < whole.size(); ++i) {
      for (const int bits :
           {0x01, 0x20, 0x80, 0xff, static_cast<int>(static_cast<unsigned char>(whole[i]))}) {
        CAPTURE(i);
        CAPTURE(bits);
        std::string spoilt = whole;
        spoilt[i] = static_cast<char>(spoilt[i] ^ bits);
        const auto one = read(spoilt);
        const auto* of = std::get_if<run>(&one);
        if (!of) {
          ++refused;
          CHECK(why_not(one).why != unfit::reason::newer);
          continue;
        }
        CHECK(i >= last - 1); // before that, records that follow show that it is no torn end
        CHECK(of->intact <= last);
        CHECK(is_beginning(*of, whole));
        CHECK(!is_closed(spoilt));
      }
    }
    CHECK(refused > whole.size() * 4);
  }

  // Covers F40.
  TEST_CASE("blocks that never came to the disk are a torn end, unless something follows them") {
    const std::string whole = sample::text(sample::broken_off());
    const std::string torn = whole + std::string(4096, '\0');
    REQUIRE(std::holds_alternative<run>(read(torn)));
    CHECK(std::get<run>(read(torn)).intact == whole.size());
    CHECK(why_not(read(torn + "\n" + line(sample::ended(1, plan::outcome::done)))).why ==
          unfit::reason::damaged);
  }

  // Covers F40.
  TEST_CASE("a newer form is refused as such, wherever it stands") {
    std::string newer = line(sample::head());
    newer.replace(newer.find("\"format\":1"), 10, "\"format\":2");
    CHECK(why_not(read(newer)).why == unfit::reason::damaged); // by hand, that is
    CHECK(why_not(read(with_new_sum(newer))).why == unfit::reason::newer);
    const std::string whole = sample::text(sample::broken_off());
    const std::string unknown = with_new_sum(R"({"record":"novelty","sum":"0000000000000000"})"
                                             "\n");
    for (const std::string& text : {whole + unknown, whole + unknown + sample::text({paid{1, "x"}})}) {
      const unfit why = why_not(read(text));
      CHECK(why.why == unfit::reason::newer);
      CHECK(why.line == 6);
      REQUIRE(why.head);
      CHECK(why.head->api == "api.openai.com/v1");
    }
    // Cut off, it is a torn end like any other.
    CHECK(std::holds_alternative<run>(read(whole + unknown.substr(0, unknown.size() - 1))));
  }

  TEST_CASE("whether a journal is closed is told by its last record alone") {
    auto all = sample::broken_off();
    CHECK(!is_closed(sample::text(all)));
    all.emplace_back(end{sample::at(9), "", "part way", true});
    CHECK(!is_closed(sample::text(all)));
    all.emplace_back(end{sample::at(9), "", "settled", false});
    CHECK(is_closed(sample::text(all)));
    CHECK(!is_closed(sample::text(all) + "x"));
    CHECK(!is_closed(""));
    CHECK(!is_closed("\n"));
  }
}
