#pragma once

// What the steps of one resolution share: the policy, the organization as far as it was read, and the answer
// that they fill together.

#include "model/desired.hpp"
#include "model/policy.hpp"
#include "policy/rules.hpp"

#include <map>
#include <string>
#include <vector>

namespace rolecall::policy {

struct resolution {
  const model::policy& policy;
  const model::organization& live;
  model::symbols& names;
  model::desired out;

  /// What is wrong with a line is said once, however many projects it is used in. Warnings say the address of
  /// what they are about.
  void problem(rule broken, const base::source_range& at, std::string message, std::string hint,
               std::string address = {}, std::vector<base::related> also = {});
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

/// Whom the entries of one list of users name so far.
using named_once = std::map<model::symbol, const model::written*>;

/// Notes that `who` names `user`; reports it where another entry of the list does so too, by e-mail or by id.
void refuse_second_entry(resolution& r, named_once& seen, model::symbol user, const model::written& who);

/// A written list is additive or authoritative; one that is not written is unmanaged.
model::rule rule_of(bool is_written, model::ownership mode);

/// A list with a blocked line loses nothing.
void hold(model::rule& list);

} // namespace rolecall::policy
