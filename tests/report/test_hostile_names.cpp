#include "base/text.hpp"
#include "plan/plan_json.hpp"
#include "report/apply_text.hpp"
#include "report/diagnostics_codequality.hpp"
#include "report/diagnostics_json.hpp"
#include "report/diagnostics_junit.hpp"
#include "report/diagnostics_sarif.hpp"
#include "report/diagnostics_text.hpp"
#include "report/plan_markdown.hpp"
#include "report/plan_text.hpp"
#include "report/sample.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

// Whatever a name holds, the output stays what we wrote: the same lines, no escape sequence, no command.

using namespace rolecall;
namespace json = boost::json;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

bool begins_with_command(const std::string& line) {
  const std::size_t at = line.find("::");
  if (at == std::string::npos) return false;
  for (std::size_t i = 0; i < at; ++i) {
    if (line[i] > ' ' && line[i] <= '~') return false;
  }
  return true;
}

/// Line ends apart.
bool holds_control(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto c = base::decode(text, at);
    if (!c || (c->code != '\n' && base::is_control(c->code))) return true;
    at += c->bytes;
  }
  return false;
}

/// What must hold of every output, of every format.
void check_harmless(const std::string& text) {
  CHECK_FALSE(holds_control(text));
  CHECK(std::ranges::none_of(lines_of(text), begins_with_command));
  const std::string small = base::lower(text);
  CHECK(small.find("##[") == std::string::npos);
  CHECK(small.find("##vso[") == std::string::npos);
}

std::size_t backticks_at_begin(const std::string& line) {
  return std::min(line.find_first_not_of('`'), line.size());
}

/// The lines outside of fences, code spans emptied: what Markdown reads as text.
std::string prose(const std::string& markdown) {
  std::string out;
  std::size_t fence = 0;
  for (const std::string& line : lines_of(markdown)) {
    const std::size_t run = backticks_at_begin(line);
    if (fence == 0 && run >= 3)
      fence = run;
    else if (fence > 0 && run >= fence && run == line.size())
      fence = 0;
    else if (fence == 0)
      out += line + "\n";
  }
  CHECK(fence == 0);
  return out;
}

/// An organization is shown in a code span on a line of its own.
void check_code_span(const std::string& prose) {
  for (const std::string& line : lines_of(prose)) {
    if (!line.starts_with("Organization ")) continue;
    const std::string span = line.substr(std::string("Organization ").size());
    const std::size_t run = backticks_at_begin(span);
    const std::string fence(run, '`');
    REQUIRE(run > 0);
    REQUIRE(span.size() > 2 * run);
    CHECK(span.ends_with(fence));
    CHECK(span.find(fence, run) == span.size() - run);
  }
}

} // namespace

TEST_SUITE("report") {
  TEST_CASE("no name can reach the terminal, the log or another line") {
    for (const std::string& name : sample::hostile_names()) {
      CAPTURE(base::printable(name));
      const plan::plan p = sample::hostile(name);
      const plan::steps outcomes = sample::hostile_outcomes(p, name);
      const std::vector<base::diagnostic> found = sample::hostile_diagnostics(name);
      check_harmless(report::plan_text(p, {report::color::off, true}));
      check_harmless(report::apply_text(p, outcomes, {}));
      check_harmless(report::diagnostics_text(found, report::color::off));
      check_harmless(report::diagnostics_json(found));
      check_harmless(report::diagnostics_sarif(found, {}));
      check_harmless(report::diagnostics_codequality(found));
      check_harmless(report::diagnostics_junit(found, {name + "1"}, {}));
      check_harmless(plan::to_json(p));
      check_harmless(plan::to_json(p, outcomes));
      check_harmless(report::plan_markdown(p));
    }
  }

  TEST_CASE("no name adds a line to a report") {
    const auto lines = [](const std::string& text) { return lines_of(text).size(); };
    const plan::plan tame = sample::hostile("tame");
    for (const std::string& name : sample::hostile_names()) {
      CAPTURE(base::printable(name));
      if (name.empty()) continue;
      const plan::plan p = sample::hostile(name);
      CHECK(lines(report::plan_text(p, {})) == lines(report::plan_text(tame, {})));
      CHECK(lines(plan::to_json(p)) == lines(plan::to_json(tame)));
      CHECK(lines(report::diagnostics_junit(sample::hostile_diagnostics(name), {}, {})) ==
            lines(report::diagnostics_junit(sample::hostile_diagnostics("tame"), {}, {})));
      CHECK(lines(report::plan_markdown(p)) == lines(report::plan_markdown(tame)));
      CHECK(lines(report::apply_text(p, sample::hostile_outcomes(p, name), {})) ==
            lines(report::apply_text(tame, sample::hostile_outcomes(tame, "tame"), {})));
    }
  }

  TEST_CASE("JSON gives every name back as it was") {
    for (const std::string& name : sample::hostile_names()) {
      CAPTURE(base::printable(name));
      const plan::plan p = sample::hostile(name);
      const json::value read = json::parse(plan::to_json(p));
      CHECK(read.at("organization").as_string() == name);
      const json::value& change = read.at("resource_changes").at(0);
      CHECK(change.at("name").as_string() == name);
      CHECK(change.at("parts").at("role").as_string() == name);
      CHECK(change.at("change").at("after").at("permissions").at(0).as_string() == name);
      CHECK(change.at("address").as_string() == p.operations.at(0).at.text());
      const json::value applied = json::parse(plan::to_json(p, sample::hostile_outcomes(p, name)));
      if (!name.empty()) CHECK(applied.at("steps").at(0).at("reason").as_string() == name);
    }
  }

  TEST_CASE("in Markdown no name stands outside of code") {
    const std::string tame = prose(report::plan_markdown(sample::hostile("tame")));
    for (const std::string& name : sample::hostile_names()) {
      CAPTURE(base::printable(name));
      const std::string hostile = prose(report::plan_markdown(sample::hostile(name)));
      check_code_span(hostile);
      const auto without_organization = [](std::string text) {
        const std::size_t begin = text.find("Organization ");
        return text.erase(begin, text.find('\n', begin) - begin);
      };
      CHECK(without_organization(hostile) == without_organization(tame));
    }
  }
}
