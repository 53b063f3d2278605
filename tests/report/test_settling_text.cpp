#include "base/instant.hpp"
#include "report/settling_text.hpp"

#include <doctest/doctest.h>

#include <string>

// What is said of an earlier run before and after it was looked into.

using namespace rolecall;

namespace {

journal::instant at(int seconds) {
  return *base::parse_instant("2026-12-01T05:14:56.000Z") + std::chrono::seconds(seconds);
}

model::address group(const std::string& name) {
  return model::address() / model::address_part{"group", {name, {}}};
}

journal::run begun() {
  journal::run out;
  out.head.at = at(0);
  out.head.who = "ada@laptop";
  return out;
}

void sent(journal::run& to, std::size_t number, bool heard) {
  const std::string name = "G" + std::to_string(number);
  journal::add(to, journal::intent{number, number, group(name), plan::create_group{name}, "POST",
                                   "/organization/groups", "", at(1)});
  if (heard) journal::add(to, journal::answer{number, journal::fate::done, 200, "", "", at(2)});
}

std::string found(bool heard, const std::string& was, const std::string& detail = {}) {
  journal::doubt what{0, group("G"), plan::create_group{"G"}, at(1), heard};
  return report::finding_line(what, journal::found{0, group("G"), was, detail, at(60)});
}

} // namespace

TEST_SUITE("report") {
  TEST_CASE("an open run is named with what is in doubt") {
    const std::string name = "the apply of 2026-12-01 05:14:56 UTC by ada@laptop";
    journal::run of = begun();
    CHECK(report::open_text(of) == name + " did not end; none of its changes is in doubt");
    sent(of, 0, true);
    CHECK(report::open_text(of) ==
          name + " did not end; none of its changes is in doubt, and 1 that the server confirmed may not be "
                 "in its lists yet");
    sent(of, 1, false);
    sent(of, 2, false);
    CHECK(report::open_text(of) ==
          name + " did not end; 2 of its changes were in doubt, and 1 that the server confirmed may not be "
                 "in its lists yet");
    CHECK(report::settled_heading(of, 3, false) == name + " did not end; 3 of its changes were in doubt:");
    CHECK(report::settled_heading(of, 1, true) == name + " did not end; 1 of its changes was in doubt:");
    CHECK(report::settled_heading(of, 0, true) ==
          name + " did not end; none of its changes is in doubt, but:");
    journal::add(of, journal::end{at(3), "", "part way", true});
    CHECK(report::settled_heading(of, 0, false) ==
          name + " left something open; none of its changes is in doubt");
  }

  TEST_CASE("each change that was looked into has a line with its verb and address") {
    CHECK(found(false, "done") == "+ group[\"G\"]: was done");
    CHECK(found(false, "not done") == "+ group[\"G\"]: was not done");
    CHECK(found(false, "not seen") ==
          "+ group[\"G\"]: not seen: it was probably not done, but may still turn up");
    CHECK(found(true, "not seen") ==
          "+ group[\"G\"]: not seen, although the server said yes: it may still turn up");
    CHECK(found(false, "changed by others", "two of that name") ==
          "+ group[\"G\"]: changed by others: two of that name");
    CHECK(report::unread_line(plan::verb::update, group("G"), "503: later") ==
          "~ group[\"G\"]: still in doubt, as it cannot be read: 503: later");
    CHECK(report::debt_line(group("G"), "held no more") == "- group[\"G\"]: held no more");
  }
}
