#pragma once

// What a name may look like, and when two names look the same.

#include "model/policy.hpp"
#include "policy/reading.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rolecall::policy {

/// Names that rolecall would give to new things must be visible text; live things are named as they are.
enum class named_by { policy, others };

/// Checks the name in `key`, of what is being read. `what` is for messages: "role", "project".
void check_name(const reading& r, const node& key, std::string_view what, named_by who);

/// Checks an id that will stand in a request path.
void check_id(const model::written& id, std::string_view what, findings& out);

/// Checks that no two of `names` (all different, of one `kind` of address and `within` one thing) are one
/// text in two spellings; warns if only their case differs.
void check_lookalikes(const std::vector<const model::written*>& names, std::string_view what,
                      const subject* within, std::string_view kind, findings& out);

/// `text` in Unicode normalization form C, without blanks at its ends.
std::string normalized(std::string_view text);

/// normalized(), and upper and lower case made one.
std::string folded(std::string_view text);

} // namespace rolecall::policy
