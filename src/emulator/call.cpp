#include "emulator/call.hpp"

#include <algorithm>

namespace rolecall::emulator {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

} // namespace

std::string percent_decoded(std::string_view text, bool in_query) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0;
    if (escape) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += in_query && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

parsed_target parse_target(std::string_view target) {
  parsed_target out;
  const auto mark = target.find('?');
  out.path = target.substr(0, mark);
  if (mark == std::string_view::npos) return out;
  auto rest = target.substr(mark + 1);
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    const auto pair = rest.substr(0, end);
    const auto equals = std::min(pair.find('='), pair.size());
    const auto value = equals < pair.size() ? pair.substr(equals + 1) : std::string_view();
    if (!pair.empty())
      out.query.emplace_back(percent_decoded(pair.substr(0, equals), true), percent_decoded(value, true));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

std::optional<std::string> call::query_value(std::string_view name) const {
  std::optional<std::string> out;
  for (const auto& [key, value] : query)
    if (key == name) out = value;
  return out;
}

std::vector<std::string> call::query_values(std::string_view name) const {
  std::vector<std::string> out;
  for (const auto& [key, value] : query)
    if (key == name) out.push_back(value);
  return out;
}

void call::allow_query(std::initializer_list<std::string_view> names) const {
  for (const auto& [key, value] : query)
    if (std::find(names.begin(), names.end(), key) == names.end())
      throw invalid(key, "Unknown query parameter: '" + key + "'.");
}

bool call::query_flag(std::string_view name) const {
  const auto given = query_value(name);
  if (given && *given != "true" && *given != "false")
    throw invalid(std::string(name), "Invalid boolean in '" + std::string(name) + "': use true or false.");
  return given == "true";
}

project& project_of(call& c) {
  auto* found = c.org.projects.find(c.arg("project_id"));
  if (found == nullptr) throw not_found("Project", c.arg("project_id"));
  return *found;
}

group& group_of(call& c) {
  auto* found = c.org.groups.find(c.arg("group_id"));
  if (found == nullptr) throw not_found("Group", c.arg("group_id"));
  return *found;
}

user& user_of(call& c) {
  auto* found = c.org.users.find(c.arg("user_id"));
  if (found == nullptr) throw not_found("User", c.arg("user_id"));
  return *found;
}

scope& scope_of(call& c) {
  if (!c.has_arg("project_id")) return c.org.access;
  auto& in = project_of(c);
  refuse_archived_access(c, in);
  return in.access;
}

void refuse_archived_people(const project& in) {
  if (in.archived_at)
    throw refusal{400, "Project " + in.id + " is archived: archived projects have no users.", std::nullopt,
                  std::nullopt};
}

void refuse_archived_access(const call& c, const project& in) {
  if (!in.archived_at || c.how.is(knob::archived_roles, "200")) return;
  if (c.how.is(knob::archived_roles, "404")) throw not_found("Project", in.id);
  throw refusal{400, "Project " + in.id + " is archived.", std::nullopt, std::nullopt};
}

role& role_in_path(call& c, scope& where) {
  auto id = c.arg("role_id");
  if (c.how.is(knob::alias_in_path, "resolve")) id = bound_role_id(where, id);
  auto* found = where.roles.find(id);
  if (found == nullptr) throw not_found("Role", id);
  return *found;
}

role& role_in_body(scope& where, const std::string& id, std::string_view member) {
  auto* found = where.roles.find(bound_role_id(where, id));
  if (found == nullptr) throw refusal{404, "Role not found: " + id, std::string(member), std::nullopt};
  return *found;
}

response created(const call& c, std::string body) {
  response answer = done(std::move(body));
  answer.status = c.how.status(knob::create_status);
  return answer;
}

response done(std::string body) {
  response answer;
  answer.body = std::move(body);
  return answer;
}

} // namespace rolecall::emulator
