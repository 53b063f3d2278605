#pragma once

// Which live thing an entry means: by its id, by its name, or by a name it had before.

#include "policy/resolution.hpp"

#include <string>
#include <vector>

namespace rolecall::policy {

/// A live thing that an entry may mean.
struct candidate {
  std::string id;
  std::string name;
};

enum class match {
  found,
  missing, ///< it is not there
  blocked, ///< it is pinned to an id that is not there
  refused  ///< it cannot be told; a problem was reported
};

struct identified {
  match is = match::missing;
  std::string id; ///< of what was found
};

/// The name that the live thing shall have.
const std::string& wanted_name(const model::written& key, const model::identity& live);

/// `kind` is for messages ("role"); `all` are the live things of the entry's kind and `scope`.
identified identify(resolution& r, const model::address& scope, const char* kind, const model::written& key,
                    const model::identity& live, const std::vector<candidate>& all);

} // namespace rolecall::policy
