#include "emulator/behaviours.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace rolecall::emulator {
namespace {

constexpr auto B = knob_kind::behaviour;
constexpr auto F = knob_kind::fault;

// In the order of `knob`.
const std::vector<knob_row>& rows() {
  static const std::vector<knob_row> all{
      {"duplicate_name", B, "409", {"400", "accept"}, "a role or group is given a name that is taken"},
      {"assign_again", B, "200", {"409", "400"}, "assign an assigned role, add a present member"},
      {"unassign_absent", B, "404", {"400", "200"}, "unassign or remove what is not there"},
      {"present_in_project", B, "400", {"409"}, "add a project user or group that is already there"},
      {"delete_in_use", B, "cascade", {"400"}, "delete a role that someone holds"},
      {"change_predefined", B, "403", {"400", "404"}, "change or delete a predefined role"},
      {"edit_scim", B, "403", {"400"}, "edit a SCIM-managed or tenant group or its members"},
      {"alias_in_path", B, "404", {"resolve"}, "the short alias of a predefined role in a path"},
      {"nonmember_role", B, "creates", {"400", "apart"}, "a project role for who is not in the project"},
      {"last_role", B, "keeps", {"drops"}, "the membership when the last project role goes"},
      {"unassign_owner", B, "200", {"400"}, "the organization role owner is taken from a user by itself"},
      {"drop_membership", B, "drops", {"keeps"}, "the project's assignments when a membership goes"},
      {"inherited",
       B,
       "listed",
       {"hidden", "unmarked"},
       "roles held through groups, in lists of a user's roles"},
      {"direct_source", B, "null", {"empty", "self", "absent"}, "assignment_sources of a direct assignment"},
      {"create_status", B, "200", {"201"}, "status of a create that succeeds"},
      {"permission_order", B, "sent", {"shuffled"}, "order of permissions in answers"},
      {"unknown_permission", B, "200", {"400"}, "a permission that nobody knows"},
      {"null_permissions", B, "unchanged", {"400"}, "permissions: null in an update of a role"},
      {"predefined_names",
       B,
       "plain",
       {"display"},
       "names of predefined project roles: member or Project Member"},
      {"emails_filter", B, "both", {"plain", "brackets"}, "spelling of the users filter that is not ignored"},
      {"archived_roles", B, "400", {"404", "200"}, "roles and groups of an archived project"},
      {"stale_reads",
       B,
       "0",
       {"2", "3reads"},
       "for SECONDS, or for N reads within ten, reads miss a write",
       true},
      {"empty_page", B, "off", {"on"}, "lists begin with an empty page and a cursor"},
      {"shifting", B, "off", {"on"}, "the last entry of a page comes again on the next"},
      {"next_cursor", B, "id", {"opaque"}, "what `next` holds"},
      {"last_id", B, "id", {"opaque"}, "what `last_id` holds"},
      {"limit_range", B, "400", {"clamp"}, "a limit out of range"},
      {"rate_limit",
       B,
       "off",
       {"600:header", "600:fraction", "600:date", "600:ms", "600:text", "600:none"},
       "N requests a minute for each endpoint; how a 429 tells the pause",
       true},
      {"missing_scope",
       F,
       "off",
       {"403", "401"},
       "the key lacks a scope: STATUS, or STATUS:PROJECT_ID for one project",
       true},
      {"cursor_loop", F, "off", {"on"}, "the same cursor for ever"},
      {"no_has_more", F, "off", {"on"}, "lists without has_more"},
  };
  return all;
}

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number out{};
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, out);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return out;
}

std::optional<rate_rule> parse_rate(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto form = text.substr(colon + 1);
  const auto count = number<int>(text.substr(0, colon));
  constexpr std::array<std::string_view, 6> forms{"header", "fraction", "date", "ms", "text", "none"};
  const bool known = std::find(forms.begin(), forms.end(), form) != forms.end();
  if (!count || *count < 1 || !known) return std::nullopt;
  return rate_rule{*count, std::string(form)};
}

std::optional<stale_rule> parse_stale(std::string_view text) {
  if (text.ends_with("reads")) {
    const auto reads = number<int>(text.substr(0, text.size() - 5));
    if (!reads || *reads < 1) return std::nullopt;
    return stale_rule{10, *reads};
  }
  const auto seconds = number<double>(text);
  if (!seconds || !(*seconds > 0 && *seconds <= 30)) return std::nullopt;
  return stale_rule{*seconds, 0};
}

std::optional<scope_rule> parse_scope(std::string_view text) {
  const auto status = text.substr(0, 3);
  if (status != "401" && status != "403") return std::nullopt;
  if (text.size() > 3 && (text[3] != ':' || text.size() == 4)) return std::nullopt;
  return scope_rule{status == "401" ? 401 : 403,
                    text.size() > 3 ? std::string(text.substr(4)) : std::string()};
}

bool follows_grammar(std::string_view name, std::string_view value) {
  if (name == "rate_limit") return parse_rate(value).has_value();
  if (name == "stale_reads") return parse_stale(value).has_value();
  return parse_scope(value).has_value();
}

bool allowed(const knob_row& row, std::string_view value) {
  return value == row.default_value ||
         std::find(row.others.begin(), row.others.end(), value) != row.others.end();
}

std::string joined(const knob_row& row) {
  std::string out(row.default_value);
  for (const auto other : row.others) out.append(", ").append(other);
  return out;
}

std::string unknown_name(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& row : rows()) names.emplace_back(row.name);
  std::string out = "unknown behaviour " + base::quoted(name);
  if (const auto near = base::nearest(name, names)) out += " (did you mean " + *near + "?)";
  out += "; known are";
  for (const auto& known : names) out += ' ' + known;
  return out;
}

} // namespace

std::span<const knob_row> all_knobs() { return rows(); }

std::string list_of_knobs() {
  std::string out;
  for (const auto& row : rows()) {
    out.append(row.name).append(row.kind == B ? " B " : " F ").append(row.default_value);
    for (const auto other : row.others) out.append(" ").append(other);
    out += '\n';
  }
  return out;
}

behaviours::behaviours() {
  for (std::size_t i = 0; i < values_.size(); ++i) values_[i] = rows()[i].default_value;
}

std::optional<std::string> behaviours::set(std::string_view name, std::string_view value) {
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const auto& row = rows()[i];
    if (row.name != name) continue;
    if (!allowed(row, value) && !(row.open && follows_grammar(name, value)))
      return "behaviour " + std::string(name) + " cannot be " + base::quoted(value) + "; it is " +
             (row.open ? "for example " : "one of ") + joined(row) + " (" + std::string(row.meaning) + ")";
    values_[i] = value;
    return std::nullopt;
  }
  return unknown_name(name);
}

std::optional<std::string> behaviours::set(std::string_view assignment) {
  const auto equals = assignment.find('=');
  if (equals == std::string_view::npos)
    return "a behaviour is written NAME=VALUE, for example duplicate_name=accept; found " +
           base::quoted(assignment);
  return set(assignment.substr(0, equals), assignment.substr(equals + 1));
}

bool behaviours::is(knob which, std::string_view expected) const {
  // A slip in the expected word would silently switch a behaviour off for good.
  if (!allowed(rows()[static_cast<std::size_t>(which)], expected))
    throw std::logic_error("no such behaviour value");
  return value(which) == expected;
}

int behaviours::status(knob which) const { return number<int>(value(which)).value_or(200); }

std::optional<rate_rule> behaviours::rate_limit() const { return parse_rate(value(knob::rate_limit)); }
std::optional<stale_rule> behaviours::stale_reads() const { return parse_stale(value(knob::stale_reads)); }
std::optional<scope_rule> behaviours::missing_scope() const {
  return parse_scope(value(knob::missing_scope));
}

} // namespace rolecall::emulator
