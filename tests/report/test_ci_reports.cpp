#include "base/text.hpp"
#include "report/diagnostics_codequality.hpp"
#include "report/diagnostics_github.hpp"
#include "report/diagnostics_junit.hpp"
#include "report/diagnostics_sarif.hpp"
#include "report/escape.hpp"
#include "report/golden.hpp"
#include "report/sample.hpp"

#include <boost/json.hpp>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <sstream>

// Diagnostics as CI systems and code hosts read them.

using namespace rolecall;
namespace json = boost::json;
using boost::property_tree::ptree;

namespace {

const std::vector<report::rule_about> rules{
    {"RC002", "empty-file", base::severity::warning, "the file is empty"},
    {"RC012", "declared-twice", base::severity::error, "an entry stands in two files"},
    {"RC042", "unknown-key", base::severity::error, "a key is not in the grammar"}};

std::vector<base::diagnostic> in_repository(std::vector<base::diagnostic> all) {
  return report::in_checkout(std::move(all), {"/work/repo", "rolecall.yaml"});
}

base::diagnostic unknown_key(int line, int column, const std::string& source_line) {
  base::diagnostic d;
  d.rule = "RC042";
  d.at = {{"./policy/t\xc3\xa9"
           "am a.yaml",
           line, column},
          5};
  d.message = "\"rolez\" is not a key of a group";
  d.hint = "did you mean \"roles\"? 100%: sure";
  d.source_line = source_line;
  return d;
}

/// Second places, a whole file, no file, characters of several bytes before the mark, one line twice.
std::vector<base::diagnostic> all_sorts() {
  std::vector<base::diagnostic> out = sample::diagnostics();
  const std::string line = "  \"\xc3\x9cn\xc3\xaft\xe6\x97\xa5\xf0\x9f\x8e\x89\": {rolez: 1}";
  out.push_back(unknown_key(7, 15, line));
  out.push_back(unknown_key(9, 15, line));
  base::diagnostic nowhere;
  nowhere.rule = "RC099";
  nowhere.message = "there is no policy to read";
  out.push_back(nowhere);
  return in_repository(std::move(out));
}

const std::vector<std::string> read_files{"policy/empty.yaml", "policy/org.yaml", "policy/sound & well.yaml"};

void check_reports(const std::string& folder, const std::vector<base::diagnostic>& all) {
  const std::string place = "ci/" + folder;
  sample::check_golden(place, "report.sarif", report::diagnostics_sarif(all, rules));
  sample::check_golden(place, "junit.xml", report::diagnostics_junit(all, read_files, rules));
  sample::check_golden(place, "codequality.json", report::diagnostics_codequality(all));
  sample::check_golden(place, "github.txt", report::diagnostics_github(all));
}

std::vector<base::diagnostic> hostile(const std::string& name) {
  base::diagnostic d = sample::hostile_diagnostics(name).front();
  base::diagnostic soft = d;
  soft.level = base::severity::warning;
  return in_repository({d, soft});
}

ptree parse_xml(const std::string& text) {
  ptree out;
  std::istringstream in(text);
  boost::property_tree::read_xml(in, out);
  return out;
}

std::vector<ptree> cases_of(const std::string& xml) {
  std::vector<ptree> out;
  const ptree document = parse_xml(xml);
  for (const auto& [name, node] : document.get_child("testsuites.testsuite"))
    if (name == "testcase") out.push_back(node);
  return out;
}

/// As the runner of GitHub Actions takes a line apart.
struct command {
  std::string name, message;
  std::map<std::string, std::string> properties;
};

std::string decoded(std::string text, bool is_property) {
  const auto replace = [&](const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  };
  replace("%0D", "\r");
  replace("%0A", "\n");
  if (is_property) replace("%3A", ":");
  if (is_property) replace("%2C", ",");
  replace("%25", "%");
  return text;
}

command command_of(const std::string& line) {
  REQUIRE(line.starts_with("::"));
  const std::size_t end = line.find("::", 2);
  REQUIRE(end != std::string::npos);
  const std::size_t blank = line.find(' ');
  command out{line.substr(2, blank - 2), decoded(line.substr(end + 2), false), {}};
  std::istringstream properties(line.substr(blank + 1, end - blank - 1));
  for (std::string one; std::getline(properties, one, ',');) {
    const std::size_t equals = one.find('=');
    CHECK(out.properties.emplace(one.substr(0, equals), decoded(one.substr(equals + 1), true)).second);
  }
  return out;
}

std::vector<command> commands_of(const std::string& text) {
  std::vector<command> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(command_of(line));
  return out;
}

} // namespace

TEST_SUITE("report") {
  TEST_CASE("CI systems are told as in the golden files") {
    check_reports("nothing-is-wrong", {});
    check_reports("all-sorts-of-findings", all_sorts());
    check_reports("a-hostile-name",
                  hostile("::error::\x1b[31m##[x]`<img a='\"'>&[t](u)[[ATTACHMENT|p]]\n]]>%0A,x=y{0}"));
  }

  TEST_CASE("an annotation is one command, and no name ends it or begins another") {
    for (const std::string& name : sample::hostile_names()) {
      CAPTURE(base::printable(name));
      const auto found = hostile(name);
      const std::vector<command> all = commands_of(report::diagnostics_github(found));
      REQUIRE(all.size() == found.size());
      CHECK(all.at(0).name == "error");
      CHECK(all.at(1).name == "warning");
      for (const command& one : all) {
        CHECK(one.properties ==
              std::map<std::string, std::string>{{"file", report::shown(found.front().at.begin.file)},
                                                 {"line", "1"},
                                                 {"endLine", "1"},
                                                 {"col", "1"},
                                                 {"endColumn", "4"},
                                                 {"title", "RC001"}});
        CHECK(one.message.starts_with(report::shown(name) + "\nnote: "));
      }
    }
  }

  TEST_CASE("JUnit stays XML and gives back what was said, whatever a name holds") {
    for (const std::string& name : sample::hostile_names()) {
      CAPTURE(base::printable(name));
      const std::string xml = report::diagnostics_junit(hostile(name), {"a & b.yaml"}, rules);
      const std::vector<ptree> cases = cases_of(xml);
      REQUIRE(cases.size() == 3);
      CHECK(cases.at(0).get<std::string>("failure.<xmlattr>.message") == report::shown(name));
      CHECK(cases.at(0).get<std::string>("failure").find("error: " + report::shown(name)) !=
            std::string::npos);
      CHECK(cases.at(1).get<std::string>("system-out").find("warning: ") != std::string::npos);
      CHECK(cases.at(2).get<std::string>("<xmlattr>.file") == "a & b.yaml");
    }
  }

  TEST_CASE("what XML cannot write, and what a reader would take for an attachment, is written out") {
    base::diagnostic d = sample::diagnostics().front();
    d.message = "\xef\xbf\xbe\xef\xbf\xbf [[ATTACHMENT|/etc/passwd]]";
    d.level = base::severity::warning;
    const std::string text =
        cases_of(report::diagnostics_junit({d}, {}, rules)).at(0).get<std::string>("system-out");
    CHECK(text.find("\\u{fffe}\\u{ffff} \\u{5b}[ATTACHMENT|/etc/passwd]]") != std::string::npos);
  }

  TEST_CASE("JUnit counts its cases, errors fail, warnings pass, and no two share a name in a file") {
    const auto found = all_sorts();
    const std::string xml = report::diagnostics_junit(found, read_files, rules);
    const ptree suite = parse_xml(xml).get_child("testsuites.testsuite");
    const std::vector<ptree> cases = cases_of(xml);
    CHECK(suite.get<std::size_t>("<xmlattr>.tests") == cases.size());
    CHECK(cases.size() == found.size() + 1); // of the files read, two have findings
    std::set<std::string> names;
    int failures = 0;
    for (const ptree& one : cases) {
      CHECK(names
                .insert(one.get<std::string>("<xmlattr>.classname") + "|" +
                        one.get<std::string>("<xmlattr>.name"))
                .second);
      failures += static_cast<int>(one.count("failure"));
    }
    CHECK(suite.get<int>("<xmlattr>.failures") == failures);
    CHECK(failures == 4);
  }

  TEST_CASE("a path in SARIF is a relative reference of unreserved characters") {
    for (const std::string& name : sample::hostile_names()) {
      const json::value read = json::parse(report::diagnostics_sarif(hostile(name), rules));
      const json::value& place = read.at("runs").at(0).at("results").at(0).at("locations").at(0);
      const std::string uri(place.at("physicalLocation").at("artifactLocation").at("uri").as_string());
      CAPTURE(uri);
      CHECK(uri.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/%") ==
            std::string::npos);
      CHECK_FALSE(uri.empty());
      CHECK_FALSE(uri.starts_with('/'));
    }
  }

  TEST_CASE("no name is a link in a message of SARIF") {
    for (const std::string& name : sample::hostile_names()) {
      const json::value read = json::parse(report::diagnostics_sarif(hostile(name), rules));
      const json::value& result = read.at("runs").at(0).at("results").at(0);
      CHECK(result.at("message").at("text").as_string().find("](") == std::string::npos);
      CHECK(result.at("relatedLocations").at(0).at("message").at("text").as_string().find("](") ==
            std::string::npos);
    }
  }

  TEST_CASE("a rule is found where SARIF's ruleIndex says, and an unlisted rule has none") {
    const json::value read = json::parse(report::diagnostics_sarif(all_sorts(), rules));
    const json::value& run = read.at("runs").at(0);
    std::size_t without = 0;
    for (const json::value& result : run.at("results").as_array()) {
      if (const json::value* index = result.as_object().if_contains("ruleIndex"))
        CHECK(run.at("tool").at("driver").at("rules").at(index->to_number<std::size_t>()).at("id") ==
              result.at("ruleId"));
      else
        ++without;
    }
    CHECK(without == 1);
  }

  TEST_CASE("fingerprints of Code Quality are unique and hexadecimal") {
    std::set<std::string> seen;
    const auto found = all_sorts();
    const json::value items = json::parse(report::diagnostics_codequality(found));
    for (const json::value& item : items.as_array()) {
      const std::string mark(item.at("fingerprint").as_string());
      CHECK(mark.size() == 16);
      CHECK(mark.find_first_not_of("0123456789abcdef") == std::string::npos);
      seen.insert(mark);
    }
    CHECK(seen.size() == found.size());
  }
}
