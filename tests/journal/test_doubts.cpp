#include "journal/run.hpp"
#include "journal/sample.hpp"

#include <doctest/doctest.h>

// What a journal leaves in doubt.

using namespace rolecall;
using namespace rolecall::journal;
using plan::outcome;

namespace {

run of(const std::vector<record>& records) {
  const auto read = journal::read(sample::text(records));
  REQUIRE(std::holds_alternative<run>(read));
  return std::get<run>(read);
}

const plan::action creation = plan::create_group{"Team"};
const plan::action removal = plan::delete_group{"group_1", {}};

struct row {
  const char* about;
  std::vector<record> after_head;
  std::size_t doubts = 0;
  std::size_t owed = 0;
};

} // namespace

TEST_SUITE("journal") {
  TEST_CASE("what is in doubt, and what is owed") {
    const record sent = sample::write(0, 0, removal);
    const record made = sample::write(0, 0, creation);
    const record yes = sample::said(0, fate::done, 200);
    const record no = sample::said(0, fate::failed, 403);
    const record lost = sample::said(0, fate::unknown, 502);
    const record ended = end{sample::at(50), "", "done", false};
    const auto twice = [&](const record& first) {
      return std::vector<record>{sent, first, sample::write(1, 0, removal)};
    };
    const record later = end{sample::at(90), "eve@host", "settled", false};
    const auto came = [](outcome is) { return record(sample::ended(0, is)); };
    const auto was = [](const char* what) {
      return record(found{0, sample::address("group", "Team 0"), what, "", sample::at(80)});
    };
    const record owes = debt{7, sample::address("user", "ada"), plan::unassign_role{"p", {}, "u", "r"}};
    const record pays = paid{7, "it was taken back"};
    const std::vector<row> table{
        {"nothing was begun", {}, 0},
        {"no answer", {sent}, 1},
        {"an answer that proves nothing", {sent, lost}, 1},
        {"a refusal", {sent, no}, 0},
        {"a yes to a removal", {sent, yes}, 0},
        {"a yes to a creation, which nobody saw yet", {made, yes}, 1},
        {"the same, and the operation ended", {made, yes, came(outcome::done)}, 1},
        {"found made by reading", {made, lost, came(outcome::already)}, 0},
        {"the operation ended badly for certain", {sent, lost, came(outcome::failed)}, 0},
        {"nobody knows", {sent, lost, came(outcome::unknown)}, 1},
        {"the whole run ended", {made, yes, came(outcome::done), ended}, 0},
        {"... not knowing", {sent, lost, came(outcome::unknown), ended}, 1},
        {"... with a creation not seen", {made, yes, came(outcome::unconfirmed), ended}, 1},
        {"... with a removal not seen", {sent, yes, came(outcome::unconfirmed), ended}, 0},
        {"... and it was found out later",
         {sent, came(outcome::unknown), ended, was("done"), later},
         0,
         false},
        {"found out, but not closed", {sent, was("not done")}, 0},
        {"found out and closed", {sent, was("not done"), later}, 0},
        {"closed, but not found out", {sent, later}, 1},
        {"refused once, then no answer", {sent, no, sample::write(1, 0, removal)}, 1},
        {"a yes that was not believed, then no answer", twice(yes), 1},
        {"owed", {owes, ended}, 0, 1},
        {"owed and paid", {owes, pays, ended}, 0}};
    for (const row& r : table) {
      CAPTURE(r.about);
      std::vector<record> all{sample::head()};
      all.insert(all.end(), r.after_head.begin(), r.after_head.end());
      const run one = of(all);
      CHECK(doubts(one).size() == r.doubts);
      CHECK(unpaid(one).size() == r.owed);
      CHECK(leaves_open(one) == (r.doubts + r.owed > 0));
    }
  }

  TEST_CASE("requests of one operation with different aims are doubted each on its own") {
    intent join =
        sample::write(0, 0, plan::assign_role{{"p", {}}, {}, {"u", {}}, {"member", {}}, {}, "member"});
    join.at = sample::address("user", "as member");
    const intent give = sample::write(1, 0, plan::assign_role{{"p", {}}, {}, {"u", {}}, {"r", {}}, {}, ""});
    const run one = of({sample::head(), join, give});
    REQUIRE(doubts(one).size() == 2);
    CHECK(doubts(one).front().at == join.at);
    CHECK(doubts(one).back().at == give.at);
  }

  TEST_CASE("a doubt counts from the last time that it was sent") {
    const run one = of({sample::head(), sample::write(0, 0, removal), sample::write(5, 0, removal)});
    REQUIRE(doubts(one).size() == 1);
    CHECK((doubts(one).front().sent == sample::at(5)));
  }
}
