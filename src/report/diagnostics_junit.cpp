#include "report/diagnostics_junit.hpp"

#include "base/text.hpp"
#include "report/diagnostics_text.hpp"
#include "report/escape.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace rolecall::report {
namespace {

/// What XML 1.0 has no way to write, besides the controls that shown() has written out already.
bool is_forbidden(char32_t code) { return code == 0xFFFE || code == 0xFFFF; }

std::string entity(char32_t code) {
  switch (code) {
  case '&': return "&amp;";
  case '<': return "&lt;";
  case '>': return "&gt;";
  case '"': return "&quot;";
  case '\'': return "&apos;";
  default: return {};
  }
}

/// `text`, in which only line ends are controls, for an attribute or between tags.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = base::decode(text, at);
    const std::string as = entity(c->code);
    if (is_forbidden(c->code))
      out += c->code == 0xFFFE ? "\\u{fffe}" : "\\u{ffff}";
    else
      out += as.empty() ? text.substr(at, c->bytes) : as;
    at += c->bytes;
  }
  return out;
}

/// GitLab and Jenkins take `[[ATTACHMENT|path]]` in an output for a file to offer.
std::string without_attachments(std::string text) {
  constexpr std::string_view mark = "[[ATTACHMENT|";
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at))
    text.replace(at, 1, "\\u{5b}");
  return text;
}

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + escaped(value) + "\"";
}

std::string attribute(std::string_view name, std::size_t value) {
  return attribute(name, std::to_string(value));
}

std::string open_case(const std::string& file, const std::string& name) {
  const std::string path = shown(file);
  return "    <testcase" + attribute("classname", path) + attribute("name", name) + attribute("file", path);
}

/// GitLab keeps only the first of two cases with one name in one file.
class case_names {
public:
  explicit case_names(std::span<const rule_about> rules) : rules_(rules) {}

  std::string of(const base::diagnostic& d) {
    const std::string name = (d.level == base::severity::warning ? "warning: " : "") + words_of(d.rule);
    const int before = given_[{d.at.begin.file, name}]++;
    return before == 0 ? name : name + " (" + std::to_string(before + 1) + ")";
  }

private:
  [[nodiscard]] std::string words_of(const std::string& rule) const {
    const std::size_t index = index_of(rules_, rule);
    if (index == rules_.size()) return rule;
    std::string words = rules_[index].name;
    std::ranges::replace(words, '-', ' ');
    return rule + " " + words;
  }

  std::span<const rule_about> rules_;
  std::map<std::pair<std::string, std::string>, int> given_;
};

std::string found_case(const base::diagnostic& d, const std::string& name) {
  const std::string text = escaped(without_attachments(diagnostics_text({d}, color::off)));
  std::string out = open_case(d.at.begin.file, name) + ">\n      ";
  if (d.level == base::severity::error) {
    out += "<failure" + attribute("message", shown(d.message)) + attribute("type", d.rule) + ">" + text +
           "</failure>";
  } else {
    out += "<system-out>" + text + "</system-out>";
  }
  return out + "\n    </testcase>\n";
}

std::set<std::string> files_of(const std::vector<base::diagnostic>& all) {
  std::set<std::string> out;
  for (const base::diagnostic& d : all) out.insert(d.at.begin.file);
  return out;
}

} // namespace

std::string diagnostics_junit(const std::vector<base::diagnostic>& all,
                              const std::vector<std::string>& checked, std::span<const rule_about> rules) {
  case_names names(rules);
  std::string cases;
  for (const base::diagnostic& d : all) cases += found_case(d, names.of(d));
  const std::set<std::string> with_findings = files_of(all);
  std::size_t sound = 0;
  for (const std::string& file : checked) {
    if (with_findings.contains(file)) continue;
    cases += open_case(file, "valid") + "/>\n";
    ++sound;
  }
  const auto failures =
      static_cast<std::size_t>(std::ranges::count(all, base::severity::error, &base::diagnostic::level));
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite" +
         attribute("name", "rolecall validate") + attribute("tests", all.size() + sound) +
         attribute("failures", failures) + attribute("errors", 0) + attribute("skipped", 0) + ">\n" + cases +
         "  </testsuite>\n</testsuites>\n";
}

} // namespace rolecall::report
