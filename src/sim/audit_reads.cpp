// What the program reads, and what it may conclude from that: V2, V8.

#include "emulator/catalogue.hpp"
#include "sim/auditor.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace rolecall::sim {
namespace {

using emulator::principal_kind;

std::string path_of(std::string_view target) { return std::string(target.substr(0, target.find('?'))); }

/// Faults that leave a list what it is, as far as it decides anything: only ids of users and of a project's
/// groups do.
bool is_harmless(std::string_view fault, std::string_view path) {
  const bool name_only = fault == "item-conflict" || fault.ends_with("-name");
  const bool ids_only =
      path.ends_with("/users") || (path.starts_with("/organization/projects/") && path.ends_with("/groups"));
  if (name_only && ids_only) return true;
  constexpr std::array all{"delay",     "trickle",         "unknown-fields", "reversed",  "item-twice",
                           "huge-time", "text-time",       "renamed-scim",   "201",       "202",
                           "206",       "false-with-next", "unknown-enums",  "empty-page"};
  return std::ranges::any_of(all, [&](const char* one) { return fault == one; });
}

std::string grants_path(const std::string& project, const emulator::principal& who) {
  return (project.empty() ? "/organization" : "/projects/" + project) +
         (who.kind == principal_kind::group ? "/groups/" : "/users/") + who.id + "/roles";
}

/// The list that a removal must rest on.
std::string list_behind(const meaning& asked) {
  const std::string in = asked.project.empty() ? "/organization" : "/projects/" + asked.project;
  switch (asked.what) {
  case deed::delete_role: return in + "/roles";
  case deed::delete_group: return "/organization/groups";
  case deed::delete_invite: return "/organization/invites";
  case deed::remove_member: return "/organization/groups/" + asked.group + "/users";
  case deed::unassign: return grants_path(asked.project, asked.who);
  case deed::leave:
    return "/organization/projects/" + asked.project +
           (asked.who.kind == principal_kind::group ? "/groups" : "/users");
  default: return {};
  }
}

std::optional<http::duration> plain_pause(const http::response& answer) {
  long value = 0;
  const auto number = [&](std::string_view text) {
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() && value > 0;
  };
  if (const auto ms = answer.find("retry-after-ms"); ms && number(*ms))
    return std::chrono::milliseconds(value);
  if (const auto s = answer.find("retry-after"); s && number(*s)) return std::chrono::seconds(value);
  return std::nullopt;
}

} // namespace

/// V2
void auditor::check_read(const meaning& asked) {
  const std::string list = list_behind(asked);
  const bool passing = asked.what == deed::unassign && asked.role.starts_with("role-api-project-member");
  if (list.empty() || passing) return;
  std::vector<std::string> lists{list};
  if (asked.what == deed::leave)
    lists.push_back(grants_path(asked.project, asked.who)); // they may go with it
  for (const std::string& one : lists)
    if (!read_.contains(one))
      complain(2, "a removal that rests on GET " + one + ", which was not read to its end");
}

void auditor::note_pause(const http::request& what, const http::response& answer, http::time_point now) {
  if (answer.status != 429) return;
  if (const auto pause = plain_pause(answer))
    closed_[what.route] = std::max(closed_[what.route], now + *pause);
}

void auditor::note_list(const http::request& what, const exchange& how, const http::response& answer) {
  const std::string path = path_of(what.target);
  const bool first = what.target.find("after=") == std::string::npos;
  const auto harmless = [&](std::string_view fault) { return is_harmless(fault, path); };
  const bool sound = answer.status >= 200 && answer.status < 300 && std::ranges::all_of(how.met, harmless);
  if (first && sound) reading_.insert(path);
  const std::string_view body = answer.body;
  const std::string_view end = body.substr(body.size() - std::min<std::size_t>(body.size(), 400));
  const bool last = end.find("\"has_more\":true") == std::string::npos;
  if (sound && last && reading_.contains(path)) read_.insert(path);
}

} // namespace rolecall::sim
