#include "base/instant.hpp"
#include "report/history_text.hpp"
#include "report/sample.hpp"
#include "report/schema_check.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

// What people and machines see of past applies.

using namespace rolecall;
using report::past_run;

namespace {

journal::instant at(int seconds) {
  return *base::parse_instant("2026-12-01T05:14:56.000Z") + std::chrono::seconds(seconds);
}

model::address group(const std::string& name) {
  return model::address() / model::address_part{"group", {name, {}}};
}

journal::run begun(const std::string& name) {
  journal::run out;
  out.head = {
      "20261201T051456Z-4f2a91c0", at(0),    "0.1.0", "org-" + name, "api.openai.com/v1", name + "@laptop",
      "9f3c6a0011223344",          {2, 0, 1}};
  return out;
}

void sent(journal::run& to, std::size_t number, const std::string& name, plan::action what) {
  journal::add(to, journal::intent{number, number, group(name), std::move(what), "POST",
                                   "/organization/groups", "00112233aabbccdd", at(1)});
}

/// One done, one refused, one lost.
journal::run mixed(const std::string& name) {
  journal::run out = begun(name);
  sent(out, 0, name, plan::create_group{name});
  journal::add(out, journal::answer{0, journal::fate::done, 200, "req_0", "", at(2)});
  journal::add(
      out, journal::settled{0, group(name), plan::verb::create, {plan::outcome::done, "", ""}, "group_0"});
  sent(out, 1, "Second", plan::create_group{"Second"});
  journal::add(out, journal::answer{1, journal::fate::failed, 403, "req_1", "", at(2)});
  journal::add(
      out, journal::settled{
               1, group("Second"), plan::verb::create, {plan::outcome::failed, "403: " + name, "req_1"}, ""});
  sent(out, 2, "Third", plan::delete_group{"group_3", {}});
  return out;
}

/// Of one change that was begun.
journal::run refused(const std::string& name) {
  journal::run out = begun(name);
  sent(out, 0, name, plan::create_group{name});
  journal::add(out, journal::answer{0, journal::fate::failed, 403, "req_0", "", at(2)});
  journal::add(out,
               journal::settled{
                   0, group(name), plan::verb::create, {plan::outcome::failed, "403: " + name, "req_0"}, ""});
  return out;
}

past_run shown_as(journal::run of, bool running = false) {
  return {of.head.run, "/state/" + of.head.run + ".jsonl", running, std::move(of)};
}

past_run ended(journal::run of, const std::string& how) {
  journal::end last{at(9), "", how, false};
  last.open = journal::leaves_open(of);
  journal::add(of, last);
  return shown_as(std::move(of));
}

past_run settled_later() {
  journal::run of = mixed("ada");
  journal::add(of, journal::found{2, group("Third"), "not done", "", at(60)});
  journal::add(of, journal::end{at(60), "eve@host", "settled", false});
  return shown_as(std::move(of));
}

past_run damaged() {
  journal::unfit why;
  why.why = journal::unfit::reason::damaged;
  return {"20261130T000000Z-00000001", "/state/x.jsonl", false, why};
}

std::vector<past_run> all_kinds() {
  return {shown_as(mixed("ada"), true),
          ended(begun("ada"), "done"),
          ended(mixed("ada"), "part way"),
          ended(refused("ada"), "failed"),
          shown_as(mixed("ada")),
          settled_later(),
          damaged()};
}

boost::json::value schema() {
  std::ifstream in(ROLECALL_SOURCE_DIR "/schema/history.schema.json", std::ios::binary);
  REQUIRE(in);
  return boost::json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
}

void check_fits(const std::string& text) {
  for (const std::string& fault : sample::faults(boost::json::parse(text), schema())) FAIL_CHECK(fault);
}

} // namespace

TEST_SUITE("report") {
  TEST_CASE("the history is a line for each apply") {
    CHECK(
        report::history_text(all_kinds(), report::color::off) ==
        "WHEN (UTC)           ID        WHO         ORGANIZATION  PLAN      OUTCOME\n"
        "2026-12-01 05:14:56  4f2a91c0  ada@laptop  org-ada       +2 ~0 -1  running: 1 of 3 done, 1 failed\n"
        "2026-12-01 05:14:56  4f2a91c0  ada@laptop  org-ada       +2 ~0 -1  done\n"
        "2026-12-01 05:14:56  4f2a91c0  ada@laptop  org-ada       +2 ~0 -1  1 of 3 done, 1 failed, 1 in "
        "doubt\n"
        "2026-12-01 05:14:56  4f2a91c0  ada@laptop  org-ada       +2 ~0 -1  failed: 0 of 3 done, 1 failed\n"
        "2026-12-01 05:14:56  4f2a91c0  ada@laptop  org-ada       +2 ~0 -1  did not end: 1 of 3 done, 1 "
        "failed, 1 in "
        "doubt\n"
        "2026-12-01 05:14:56  4f2a91c0  ada@laptop  org-ada       +2 ~0 -1  settled: 1 of 3 done, 1 failed, "
        "1 not done\n"
        "-                    00000001  -           -             -         the journal is damaged\n");
  }

  TEST_CASE("what a later run has found counts, in the place of what the run itself did not know") {
    const auto outcome_of = [](const std::vector<journal::found>& later) {
      journal::run of = begun("ada");
      for (const std::size_t i : {0U, 1U, 2U}) sent(of, i, "ada", plan::create_group{"ada"});
      journal::add(
          of, journal::settled{0, group("ada"), plan::verb::create, {plan::outcome::unknown, "", ""}, ""});
      for (const journal::found& f : later) journal::add(of, f);
      journal::add(of, journal::end{at(60), "eve@host", "settled", false});
      const std::string text = report::past_run_text(shown_as(of), report::color::off);
      const std::size_t from = text.find("settled: ");
      return text.substr(from, text.find('\n', from) - from);
    };
    const auto found = [](std::size_t operation, const std::string& was) {
      return journal::found{operation, group("ada"), was, "", at(60)};
    };
    CHECK(outcome_of({}) == "settled: 0 of 3 done, 1 unknown");
    CHECK(outcome_of({found(0, "done"), found(1, "done"), found(2, "done")}) == "settled: 3 of 3 done");
    CHECK(outcome_of({found(0, "not done"), found(1, "done"), found(2, "gone")}) ==
          "settled: 1 of 3 done, 1 not done, 1 gone");
    CHECK(outcome_of({found(0, "done"), found(0, "not seen"), found(1, "changed by others")}) ==
          "settled: 0 of 3 done, 1 not seen, 1 changed by others");
  }

  TEST_CASE("one apply is told with its requests and what was found later") {
    CHECK(report::past_run_text(settled_later(), report::color::off) ==
          "Apply 20261201T051456Z-4f2a91c0\n"
          "  when          2026-12-01 05:14:56 UTC\n"
          "  who           ada@laptop, with rolecall 0.1.0\n"
          "  organization  org-ada at api.openai.com/v1\n"
          "  plan          +2 ~0 -1 (9f3c6a0011223344)\n"
          "  outcome       settled: 1 of 3 done, 1 failed, 1 not done\n"
          "  journal       /state/20261201T051456Z-4f2a91c0.jsonl\n"
          "\n"
          "done         + group[\"ada\"]\n"
          "               05:14:57 POST /organization/groups: 200, request id req_0\n"
          "FAILED       + group[\"Second\"]\n"
          "               05:14:57 POST /organization/groups: 403, request id req_1\n"
          "               403: ada\n"
          "not told     - group[\"Third\"]\n"
          "               05:14:57 POST /organization/groups: no answer was written down\n"
          "               found at 2026-12-01 05:15:56 UTC: not done\n");
  }

  TEST_CASE("the history as JSON is what its schema declares, and the schema describes every property") {
    check_fits(report::history_json(all_kinds(), false));
    check_fits(report::history_json(all_kinds(), true));
    check_fits(report::history_json({}, false));
    for (const std::string& fault : sample::undescribed(schema())) FAIL_CHECK(fault);
  }

  TEST_CASE("hostile names in a history give no command, no escape and no line of their own") {
    for (const std::string& name : sample::hostile_names()) {
      CAPTURE(name);
      const past_run one = ended(mixed(name), "part way");
      const std::string list = report::history_text({one}, report::color::off);
      const std::string text = report::past_run_text(one, report::color::off);
      check_fits(report::history_json({one}, true));
      CHECK(std::ranges::count(list, '\n') == 2);
      CHECK(std::ranges::count(text, '\n') == 15);
      for (const std::string& out : {list, text}) {
        CHECK(out.find('\x1b') == std::string::npos);
        CHECK(out.find("\n::") == std::string::npos);
        CHECK(out.find("##[") == std::string::npos);
        CHECK(out.find("##vso[") == std::string::npos);
      }
    }
  }
}
