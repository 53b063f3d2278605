#include "apply/preconditions.hpp"
#include "plan/digest.hpp"
#include "plan/plan_json.hpp"
#include "plan/plan_read.hpp"
#include "support/plan_text.hpp"
#include "support/random_case.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// A plan that was saved is the plan that was made, or no plan at all.

using namespace rolecall;
using namespace rolecall::test;

namespace {

/// What JSON does not keep: a cause without a file is none.
plan::plan as_written(plan::plan p) {
  for (plan::operation& op : p.operations) {
    if (op.cause && op.cause->begin.file.empty()) op.cause.reset();
  }
  return p;
}

plan::plan plan_of_case(const random_case& c) {
  plan::plan out = plan_of(c.policy, c.live);
  out.preconditions = apply::preconditions_of(out, c.live);
  out.policy = "sha256:0";
  return as_written(std::move(out));
}

std::string refusal(const std::string& text) {
  const auto read = plan::from_json(text);
  const auto* no = std::get_if<plan::no_plan>(&read);
  return no ? no->why : "";
}

/// A plan of a case that has operations of many kinds.
plan::plan rich() {
  plan::plan best;
  for (std::uint64_t seed = 1; seed < 300; ++seed) {
    const random_case c = make_case(seed);
    try {
      plan::plan p = plan_of_case(c);
      if (p.operations.size() > best.operations.size()) best = std::move(p);
    } catch (const std::exception&) {
    }
  }
  return best;
}

/// With the digest that belongs to it.
std::string signed_again(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
  const auto end = text.rfind(",\n  \"digest\"");
  const std::string bare = text.substr(0, end) + "\n}\n";
  return text.substr(0, end) + ",\n  \"digest\": \"" + plan::digest_of(bare) + "\"\n}\n";
}

} // namespace

TEST_SUITE("plan") {
  TEST_CASE("a plan that is written and read is the same plan, and gives the same bytes") {
    std::size_t operations = 0;
    for_each_case(1000, [&](const random_case& c) {
      const plan::plan p = plan_of_case(c);
      const std::string text = plan::to_json(p);
      const auto read = plan::from_json(text);
      if (const auto* no = std::get_if<plan::no_plan>(&read)) FAIL(no->why);
      CHECK(std::get<plan::plan>(read) == p);
      CHECK(plan::to_json(std::get<plan::plan>(read)) == text);
      operations += p.operations.size();
    });
    CHECK(operations > 1000);
  }

  // Covers F41.
  TEST_CASE("a file that was cut short is refused, wherever it was cut") {
    const std::string text = plan::to_json(rich());
    const std::size_t end = text.size() - 2; // of the last brace and its line end
    for (std::size_t length = 0; length < end; length += length + 500 < end ? 13 : 1) {
      if (refusal(text.substr(0, length)).empty()) FAIL("accepted when cut at ", length);
    }
    CHECK(refusal(text.substr(0, text.size() - 1)).empty()); // only a line end is missing
  }

  // Covers F41.
  TEST_CASE("a flipped bit is noticed, or changes nothing that counts") {
    const plan::plan p = rich();
    const std::string text = plan::to_json(p);
    dice random(1);
    std::size_t refused = 0;
    for (int i = 0; i < 2000; ++i) {
      std::string other = text;
      other[random.below(other.size())] ^= static_cast<char>(1U << random.below(8));
      const auto read = plan::from_json(other);
      if (std::holds_alternative<plan::no_plan>(read))
        ++refused;
      else
        CHECK(std::get<plan::plan>(read) == p);
    }
    CHECK(refused > 1000);
  }

  TEST_CASE("how a file is indented does not count") {
    const std::string text = plan::to_json(rich());
    std::string tight;
    for (const char c : text) {
      if (c != '\n') tight += c;
    }
    CHECK(refusal(tight).empty());
    CHECK(refusal(" \t\r\n" + text + "\n\n").empty());
  }

  TEST_CASE("what is no plan is refused with the reason") {
    const std::string text = plan::to_json(rich());
    CHECK(refusal("") == "the file is empty");
    CHECK(refusal("no json").starts_with("the file is not JSON"));
    CHECK(refusal("[]") == "it is JSON, but no plan: a plan is an object");
    CHECK(refusal("{}").starts_with("it has no format_version"));
    CHECK(refusal(R"({"format_version": "2.0"})") ==
          "its format_version is \"2.0\", and this rolecall reads 1.x");
    CHECK(refusal(R"({"format_version": "1.0"})").starts_with("it does not end in its digest"));
    CHECK(refusal(R"({"a": 1, "a": 2})").find("stands twice") != std::string::npos);
    CHECK(refusal(std::string(100, '[')).starts_with("the file is not JSON"));
    CHECK(refusal(std::string(plan::largest_plan + 1, ' ')) == "it is longer than 64 MiB");
    std::string edited = text;
    edited.replace(edited.find("org-"), 4, "org_");
    CHECK(refusal(edited) ==
          "it was changed after it was written: its digest is another one. Make a new plan");
  }

  TEST_CASE("a plan with a right digest that no planner makes is refused too") {
    plan::plan p;
    p.operations.resize(2);
    const auto at = [](const char* kind, const char* name) {
      return model::address() / model::address_part{kind, {name, {}}};
    };
    p.operations[0].at = at("group", "G");
    p.operations[0].what = plan::create_group{"G"};
    p.operations[0].cause = base::source_range{{"p.yaml", 3, 5}, 4};
    p.operations[1].at = at("group", "G") / model::address_part{"member", {"m", {}}};
    p.operations[1].what = plan::add_member{{"", 0}, "user-m"};
    p.operations[1].after = {{0, plan::wait_reason::uses}};
    const std::string good = plan::to_json(p);
    REQUIRE(refusal(good).empty());
    const auto wrong = [&](const std::string& from, const std::string& to) {
      return refusal(signed_again(good, from, to));
    };
    CHECK(wrong("\"create_group\"", "\"drop_tables\"") ==
          "resource_changes[0].operation.kind is \"drop_tables\", which this rolecall cannot carry out");
    CHECK(wrong("\"index\": 0", "\"index\": 1") ==
          "resource_changes[1] waits for what does not come before it");
    CHECK(wrong("\"index\": 0", "\"index\": 7") ==
          "resource_changes[1] waits for what does not come before it");
    CHECK(wrong("\"made_by\": 0", "\"made_by\": 1") ==
          "resource_changes[1] needs what the operation that it names does not make");
    CHECK(wrong("\"made_by\": 0", "\"made_by\": 99") ==
          "resource_changes[1] needs what the operation that it names does not make");
    CHECK(wrong("\"made_by\": 0", "\"made_by\": -1") ==
          "resource_changes[1].operation.group.made_by is no number that can stand here");
    CHECK(wrong("\"user-m\"", "\"\"") == "resource_changes[1].operation.user_id is empty");
    CHECK(wrong("\"group[\\\"G\\\"]\"", "\"group[\\\"H\\\"]\"") ==
          "resource_changes[0].address does not say what its parts say");
    CHECK(wrong("\"stage\": \"create\"", "\"stage\": \"soon\"") ==
          "resource_changes[0].stage is a word that this rolecall does not know");
    CHECK(wrong("\"line\": 3", "\"line\": 0") ==
          "resource_changes[0].cause.start.line is no number that can stand here");
    CHECK(wrong("\"column\": 5", "\"column\": 0") ==
          "resource_changes[0].cause.start.column is no number that can stand here");
    CHECK(wrong("\"length\": 4", "\"length\": 0") ==
          "resource_changes[0].cause.length is no number that can stand here");
    CHECK(wrong("\"p.yaml\"", "\"\"") == "resource_changes[0].cause.filename is empty");
    CHECK(wrong("\"warnings\": []", "\"warnings\": {}") == "warnings is no list");
    CHECK(wrong("\"waiting\": [],", "") == "waiting is missing");
    CHECK(wrong("\"waiting\": [],", "\"waiting\": [], \"later\": {\"x\": 1},")
              .empty()); // of a newer minor version
  }

  TEST_CASE("the same plan gives the same digest, another one another") {
    const plan::plan p = rich();
    plan::plan other = p;
    other.warnings.emplace_back("w");
    CHECK(plan::to_json(p) == plan::to_json(p));
    CHECK(plan::to_json(p).substr(plan::to_json(p).size() - 80) !=
          plan::to_json(other).substr(plan::to_json(other).size() - 80));
  }
}
