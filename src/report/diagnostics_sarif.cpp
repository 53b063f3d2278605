#include "report/diagnostics_sarif.hpp"

#include "base/json_text.hpp"
#include "base/text.hpp"

#include <array>
#include <cstdio>

namespace rolecall::report {
namespace {

using base::json_text;

constexpr std::string_view schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

std::string_view word_of(base::severity level) {
  return level == base::severity::error ? "error" : "warning";
}

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

/// "duplicate-key" is "DuplicateKey".
std::string pascal_case(std::string_view name) {
  std::string out;
  bool begins = true;
  for (const char c : name) {
    if (c != '-') out += begins ? upper(c) : c;
    begins = c == '-';
  }
  return out;
}

std::string sentence(std::string meaning) {
  if (!meaning.empty()) meaning.front() = upper(meaning.front());
  return meaning + ".";
}

bool stands_for_itself(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~/").find(c) != std::string_view::npos;
}

/// A relative reference of RFC 3986.
std::string uri_of(std::string_view path) {
  std::string out;
  std::array<char, 4> code{};
  for (const char c : path) {
    std::snprintf(code.data(), code.size(), "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
    out += stands_for_itself(c) ? std::string(1, c) : code.data();
  }
  return out;
}

/// In the plain text of SARIF, `[text](destination)` is a link.
std::string without_links(std::string_view text) {
  std::string out = base::printable(text);
  for (auto at = out.find("]("); at != std::string::npos; at = out.find("](", at))
    out.replace(at + 1, 1, "\\u{28}");
  return out;
}

void put_message(json_text& out, std::string_view key, const std::string& text) {
  out.key(key).open_object();
  out.key("text").text(text);
  out.close_object();
}

void put_rule(json_text& out, const rule_about& rule) {
  out.open_object();
  out.key("id").text(rule.id);
  out.key("name").text(pascal_case(rule.name));
  put_message(out, "shortDescription", sentence(rule.meaning));
  put_message(out, "fullDescription", sentence(rule.meaning));
  put_message(out, "help",
              sentence(rule.meaning) + " This is " + rule.id + " (" + rule.name +
                  "). `rolecall validate` shows the line with a mark under it, and says what to do.");
  out.key("defaultConfiguration").open_object();
  out.key("level").text(word_of(rule.level));
  out.close_object();
  out.close_object();
}

void put_tool(json_text& out, std::span<const rule_about> rules) {
  out.key("tool").open_object();
  out.key("driver").open_object();
  out.key("name").text("rolecall");
  out.key("semanticVersion").text(ROLECALL_VERSION);
  out.key("rules").open_array();
  for (const rule_about& rule : rules) put_rule(out, rule);
  out.close_array();
  out.close_object();
  out.close_object();
}

void put_region(json_text& out, const region& at) {
  out.key("region").open_object();
  out.key("startLine").number(at.line);
  out.key("startColumn").number(at.column);
  out.key("endLine").number(at.line);
  out.key("endColumn").number(at.end_column);
  out.close_object();
}

void put_physical_location(json_text& out, const base::source_range& at) {
  out.key("physicalLocation").open_object();
  out.key("artifactLocation").open_object();
  out.key("uri").text(uri_of(at.begin.file));
  out.key("uriBaseId").text("%SRCROOT%");
  out.close_object();
  put_region(out, region_of(at));
  out.close_object();
}

void put_related(json_text& out, const std::vector<base::related>& also) {
  if (also.empty()) return;
  out.key("relatedLocations").open_array();
  for (const base::related& r : also) {
    out.open_object();
    put_physical_location(out, r.at);
    put_message(out, "message", without_links(r.message));
    out.close_object();
  }
  out.close_array();
}

std::string message_of(const base::diagnostic& d) {
  return without_links(d.message) + (d.hint.empty() ? "" : "\n" + without_links(d.hint));
}

void put_result(json_text& out, const base::diagnostic& d, const std::string& fingerprint,
                std::span<const rule_about> rules) {
  const std::size_t index = index_of(rules, d.rule);
  out.open_object();
  out.key("ruleId").text(d.rule);
  if (index < rules.size()) out.key("ruleIndex").number(index);
  out.key("level").text(word_of(d.level));
  put_message(out, "message", message_of(d));
  out.key("locations").open_array();
  out.open_object();
  put_physical_location(out, d.at);
  out.close_object();
  out.close_array();
  put_related(out, d.also);
  out.key("partialFingerprints").open_object();
  out.key("primaryLocationLineHash").text(fingerprint);
  out.close_object();
  out.close_object();
}

/// What no finding changes.
void put_setting(json_text& out) {
  out.key("columnKind").text("unicodeCodePoints");
  out.key("automationDetails").open_object();
  out.key("id").text("rolecall/validate/");
  out.close_object();
  out.key("originalUriBaseIds").open_object();
  out.key("%SRCROOT%").open_object();
  put_message(out, "description", "repository root");
  out.close_object();
  out.close_object();
}

} // namespace

std::string diagnostics_sarif(const std::vector<base::diagnostic>& all, std::span<const rule_about> rules) {
  const std::vector<std::string> marks = fingerprints(all);
  json_text out;
  out.open_object();
  out.key("$schema").text(schema);
  out.key("version").text("2.1.0");
  out.key("runs").open_array();
  out.open_object();
  put_tool(out, rules);
  put_setting(out);
  out.key("results").open_array();
  for (std::size_t i = 0; i < all.size(); ++i) put_result(out, all[i], marks[i], rules);
  out.close_array();
  out.close_object();
  out.close_array();
  out.close_object();
  return out.str();
}

} // namespace rolecall::report
