#pragma once

// What the steps of one resolution share: the policy, the organization as far as it was read, and the answer
// that they fill together.

#include "model/desired.hpp"
#include "model/policy.hpp"
#include "policy/rules.hpp"

#include <string>

namespace rolecall::policy {

struct resolution {
  const model::policy& policy;
  const model::organization& live;
  model::symbols& names;
  model::desired out;

  /// What is wrong with a line is said once, however many projects it is used in. Warnings say the address of
  /// what they are about.
  void problem(rule broken, const base::source_range& at, std::string message, std::string hint,
               std::string address = {});
  void block(model::address at, const base::source_range& cause, std::string reason);
  void wait(model::address at, const base::source_range& cause, std::string reason);

  [[nodiscard]] bool has_read(const model::list_ref& list) const { return live.has_read(list); }
  [[nodiscard]] bool is_refused(const model::list_ref& list) const { return live.unreadable.contains(list); }

  /// Key of a thing that is to be made, named for addresses.
  model::symbol new_thing(const std::string& kind, const std::string& scope_key, const std::string& name);

  /// Reports a thing that is declared here and left to another policy.
  void refuse_excepted(const char* kind, const std::vector<model::written>& globs,
                       const model::written& name);
};

/// A written list is additive or authoritative; one that is not written is unmanaged.
model::rule rule_of(bool is_written, model::ownership mode);

/// A list with a blocked line loses nothing.
void hold(model::rule& list);

} // namespace rolecall::policy
