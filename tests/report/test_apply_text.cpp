#include "plan/tally.hpp"
#include "report/apply_text.hpp"
#include "report/sample.hpp"

#include <doctest/doctest.h>

using namespace rolecall;
using plan::outcome;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string told(outcome is) {
  plan::plan p;
  p.operations.push_back(sample::full().operations.at(0));
  return report::apply_text(p, {{is, "", ""}}, {});
}

} // namespace

TEST_SUITE("report") {
  TEST_CASE("a step that was not done shows why under it") {
    const plan::operation op = sample::full().operations.at(0);
    CHECK(report::step_line(op, {outcome::done, "left out", "left out"}, report::color::off) ==
          "done         + group[\"Support Team\"]\n");
    CHECK(report::step_line(op, {outcome::failed, "403: no", "req_1"}, report::color::off) ==
          "FAILED       + group[\"Support Team\"]\n"
          "               403: no\n"
          "               request id: req_1\n");
  }

  TEST_CASE("who is not done is told to run again, and who is done is not") {
    for (const outcome o : plan::all_outcomes) {
      CHECK(has(told(o), "Run `rolecall apply` again") != plan::succeeded(o));
    }
  }

  TEST_CASE("only what was refused for good is said to be refused again") {
    plan::plan p;
    p.operations.push_back(sample::full().operations.at(0));
    plan::step failed{outcome::failed, "409: busy", ""};
    CHECK_FALSE(has(report::apply_text(p, {failed}, {}), "refused again"));
    CHECK(has(report::apply_text(p, {failed}, {}), "Look at the reasons above.\n"));
    failed.is_final = true;
    CHECK(has(report::apply_text(p, {failed}, {}), "what was refused for good will be refused again.\n"));
  }

  TEST_CASE("a write that cannot be seen yet asks for a look") {
    CHECK(has(told(outcome::unknown), "`rolecall plan` in a minute"));
    CHECK(has(told(outcome::unconfirmed), "`rolecall plan` in a minute"));
    CHECK_FALSE(has(told(outcome::failed), "`rolecall plan` in a minute"));
  }

  TEST_CASE("that nothing was changed is said where it is certain, and only there") {
    for (const outcome o : plan::all_outcomes) {
      CAPTURE(report::outcome_word(o));
      const bool certain = o == outcome::failed || o == outcome::skipped || o == outcome::not_begun;
      CHECK(has(told(o), "Nothing was changed.") == certain);
      CHECK(has(told(o), "What was done stays.") == (!certain && !plan::succeeded(o)));
    }
    plan::plan p;
    p.operations.push_back(sample::full().operations.at(0));
    plan::step failed{outcome::failed, "403: no", ""};
    failed.in_part = true;
    CHECK(has(report::apply_text(p, {failed}, {}), "What was done stays."));
  }

  TEST_CASE("an apply with nothing to do says so") {
    CHECK(report::apply_text({}, {}, {}) == "Applied: nothing to do.\n");
  }
}
