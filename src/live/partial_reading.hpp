#pragma once

// What an interrupted reading has come to, for the next run to go on with. Pure: both clocks are arguments.

#include "api/client.hpp"
#include "live/learned_rates.hpp"
#include "model/organization.hpp"
#include "wire/strict_json.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::live {

struct kept_list {
  unix_seconds read_at = 0;
  api::list_answer answer;
};

struct partial_reading {
  std::string organization;    ///< its id
  unix_seconds stopped_at = 0; ///< when the reading ended
  std::size_t wanted = 0;      ///< lists that were known to be needed by then
  std::map<model::list_ref, kept_list> lists;
  std::set<std::string> unheard_of; ///< ids of users whose role list said that there is no such user
};

/// A longer text is none of these, in bytes.
inline constexpr std::size_t largest_partial_reading = std::size_t{256} << 20U;

/// Puts every list that `live` has read into `into`, in place of what it had of it. A list that names a role
/// which a role list, read later, lacks is left out: it is to be read again.
void keep(const model::organization& live, moment now, partial_reading& into);

/// Whether it may still be gone on with: the reading ended at most 15 minutes ago, as far as the clock on the
/// wall can be trusted. A clock that has gone back makes it unusable.
bool is_usable(const partial_reading& kept, unix_seconds now);

/// Puts those of `lists` that `kept` has, and that are not older than two hours, into `live`. Returns the
/// others. They count as read when they were, but never less than 61 s ago: whoever is about to change one
/// reads it again, whatever the clock on the wall says.
std::vector<model::list_ref> take(const partial_reading& kept, const std::vector<model::list_ref>& lists,
                                  moment now, model::organization& live);

/// For a file of our own: a line with version and checksum, then JSON.
std::string to_text(const partial_reading& kept);
/// The error is one sentence.
wire::decoded<partial_reading> partial_from_text(std::string_view text);

} // namespace rolecall::live
