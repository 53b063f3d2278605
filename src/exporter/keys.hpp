#pragma once

// From live names to keys: the name itself where the policy's rules for names allow it, else one that a
// person can read and type, pinned to the live id.

#include "exporter/outline.hpp"
#include "model/organization.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::exporter {

/// A live thing that needs a key.
struct nameable {
  std::string id;
  std::string name;
  bool ambiguous = false;         ///< the name alone does not tell it
  std::string_view if_taken = {}; ///< of a role: put behind a name that predefined roles have
};

struct chosen_key {
  std::string key;
  std::optional<pin> live;
};

/// Keys by id. Things of one scope get keys that nobody takes for one another; what no policy can name has
/// none.
std::map<std::string, chosen_key> choose_keys(std::vector<nameable> things);

/// Whether any form of writing lets a policy hold this name.
bool can_be_written(std::string_view name);

/// Whether `id` may stand in a policy as an id of something.
bool is_usable_id(std::string_view id);

/// A glob over a name that cannot be written, without what looks like a key in it. Empty: there is none.
std::string glob_for(const std::string& name);

/// Users and service accounts as a policy names them.
class people {
public:
  explicit people(const model::organization& live);

  /// E-mail in lower case, else id. Empty: no policy can name him.
  [[nodiscard]] std::string key(const std::string& id) const;
  /// What his key does not tell.
  [[nodiscard]] std::string note(const std::string& id) const;
  /// Owners of the organization have every role in every project.
  [[nodiscard]] bool is_owner(const std::string& id) const { return owners_.contains(id); }
  [[nodiscard]] bool is_service_account(const std::string& id) const;

private:
  [[nodiscard]] bool has_own_email(const model::live_user& user) const;

  const model::organization& live_;
  std::map<std::string, int> uses_; // of e-mails in normal form
  std::set<std::string> owners_;
};

} // namespace rolecall::exporter
