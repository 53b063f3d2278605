#include "report/plan_markdown.hpp"
#include "report/sample.hpp"

#include <doctest/doctest.h>

using namespace rolecall;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// `count` operations with long names, and long lists beside them.
plan::plan long_plan(std::size_t count, const std::string& filler) {
  plan::plan p = sample::full();
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = filler + std::to_string(i);
    plan::operation op = p.operations.at(1);
    op.at = sample::role(name);
    p.operations.push_back(op);
    for (const auto why :
         {plan::keep_reason::additive, plan::keep_reason::blocked_line, plan::keep_reason::tenant,
          plan::keep_reason::unknown_owner, plan::keep_reason::identity_provider}) {
      p.kept.push_back({sample::role(name), why});
    }
    p.warnings.push_back(name);
    p.blocked.push_back({sample::role(name), name, {}});
    p.unreadable.push_back({name, name});
    p.guards.push_back({"max-removals", true, name, name});
    p.gaps.push_back({sample::role(name), name, 0, 1});
  }
  return p;
}

} // namespace

TEST_SUITE("report") {
  TEST_CASE("a comment never grows beyond the limit, and says what it leaves out") {
    struct row {
      std::string name;
      std::size_t operations;
    };
    for (const auto& [name, count] :
         {row{"n", 2'000}, row{std::string(255, 'x'), 300}, row{std::string(3'000, '`'), 100},
          row{std::string(250, '\x07'), 100}, row{std::string(70'000, 'y'), 100}}) {
      const std::string text = report::plan_markdown(long_plan(count, name));
      CHECK(text.size() <= report::markdown_limit);
      CHECK(has(text, "operations not shown"));
      CHECK(has(text, "more lines"));
      CHECK(has(text, "### Plan: " + std::to_string(count + 4) + " to add"));
    }
  }

  TEST_CASE("an operation that is too long for a comment still shows its address") {
    plan::plan p = sample::empty();
    plan::create_role what;
    for (int i = 0; i < 5'000; ++i) what.after.permissions.push_back("api.permission." + std::to_string(i));
    p.operations = {sample::full().operations.at(0)};
    p.operations.back().at = sample::role("Everything");
    p.operations.back().what = what;
    const std::string text = report::plan_markdown(p);
    CHECK(text.size() <= report::markdown_limit);
    CHECK(has(text, "+ role[\"Everything\"]"));
    CHECK(has(text, "The details of 1 operation"));
  }

  TEST_CASE("a fence is longer than any run of backticks in it") {
    const std::string text = report::plan_markdown(sample::hostile("a````b"));
    CHECK(has(text, "\n`````diff\n"));
    CHECK(has(text, "\n`````\n"));
  }

  TEST_CASE("what is kept folds, with the blank line that Markdown needs") {
    CHECK(has(report::plan_markdown(sample::full()),
              "Kept because additive: 2 grants, 1 role</summary>\n\n```text\n"));
  }
}
