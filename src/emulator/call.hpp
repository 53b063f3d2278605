#pragma once

// What an endpoint is given: the organization, the parts of the request, and where ids and times come from.

#include "base/random_source.hpp"
#include "emulator/behaviours.hpp"
#include "emulator/message.hpp"
#include "emulator/refusal.hpp"
#include "emulator/state.hpp"

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace rolecall::emulator {

/// Percent-decoded; a broken escape stays as it is. In a query, `+` is a blank.
std::string percent_decoded(std::string_view text, bool in_query = false);

/// The path without the query, and the query's names and values, decoded.
struct parsed_target {
  std::string path; ///< not decoded
  std::vector<std::pair<std::string, std::string>> query;
};
parsed_target parse_target(std::string_view target);

/// Where a cursor pointed when it was given out, so that a walk goes on when its item is gone by then.
using cursor_book = std::unordered_map<std::string, std::size_t>;

struct call {
  state& org;
  const behaviours& how;
  base::random_source& random;
  cursor_book& cursors;
  unix_time now = 0;
  std::string path;                                       ///< as sent, with the prefix
  std::map<std::string, std::string, std::less<>> args;   ///< {names} of the route, decoded
  std::vector<std::pair<std::string, std::string>> query; ///< decoded
  std::string_view body;

  [[nodiscard]] const std::string& arg(std::string_view name) const { return args.find(name)->second; }
  [[nodiscard]] bool has_arg(std::string_view name) const { return args.contains(name); }

  /// The last value of that name.
  [[nodiscard]] std::optional<std::string> query_value(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> query_values(std::string_view name) const;
  /// Refuses what the endpoint does not know, so that a client's slip of the pen shows.
  void allow_query(std::initializer_list<std::string_view> names) const;
  /// `true` or `false`; false if absent.
  [[nodiscard]] bool query_flag(std::string_view name) const;
};

/// The organization, or the project that the path names; refuses unknown and archived ones.
scope& scope_of(call& c);
project& project_of(call& c);
group& group_of(call& c);
user& user_of(call& c);

/// Refuses an archived project as the user and service account endpoints do.
void refuse_archived_people(const project& in);
/// ... and as the role and group endpoints do, which is a behaviour.
void refuse_archived_access(const call& c, const project& in);

/// A role of the scope by an id in a path or a body; aliases of predefined roles as the behaviours say.
role& role_in_path(call& c, scope& where);
role& role_in_body(scope& where, const std::string& id, std::string_view member);

/// 200, or 201 if that is what creates answer.
response created(const call& c, std::string body);
response done(std::string body);

} // namespace rolecall::emulator
