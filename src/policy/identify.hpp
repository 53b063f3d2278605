#pragma once

// Which live thing an entry means: by its id, by its name, or by a name it had before.

#include "policy/resolution.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::policy {

/// A live thing that an entry may mean.
struct candidate {
  std::string_view id;
  std::string_view name;
};

/// The live things of one kind and scope.
class candidates {
public:
  candidates() = default;
  /// `all` in the order of ids; what they view must outlive this.
  explicit candidates(std::vector<candidate> all);

  [[nodiscard]] const candidate* with_id(std::string_view id) const;
  /// In the order of ids.
  [[nodiscard]] std::span<const candidate> named(std::string_view name) const;

private:
  std::vector<candidate> by_id_;
  std::vector<candidate> by_name_;
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

/// `kind` is for messages ("role"); `all` are the live things of that kind at `at`.
identified identify(resolution& r, model::scope at, const char* kind, const model::written& key,
                    const model::identity& live, const candidates& all);

} // namespace rolecall::policy
