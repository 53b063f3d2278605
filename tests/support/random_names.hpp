#pragma once

// The few names that random organizations and policies are made of.

#include "support/policies.hpp"
#include "support/random_case.hpp"

namespace rolecall::test {

// A role and a group may share a name; what begins with x- is often left to another policy.
inline const names role_names{"A", "B", "C", "D", "x-R"};
inline const names group_names{"A", "G", "H", "I", "x-G"};
inline const names project_names{"P", "Q", "x-P", "Default project"};
inline const names user_names{"ada", "grace"};
inline const names unnamed_users{"anon", "bot"}; ///< without e-mail; the second is a service account
inline const names all_permissions{"p", "q", "r", "s"};

/// Each with this chance.
inline names some(dice& random, const names& of, std::size_t percent) {
  names out;
  for (const std::string& name : of) {
    if (random.chance(percent)) out.push_back(name);
  }
  return out;
}

} // namespace rolecall::test
