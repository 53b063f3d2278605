#pragma once

// Reading without a server: each list is answered out of a whole organization.

#include "api/client.hpp"
#include "live/merge.hpp"
#include "model/desired.hpp"
#include "model/policy.hpp"

#include <set>
#include <string>
#include <vector>

namespace rolecall::test {

/// Predefined roles in the lists of principals: by their bound id, or by the short alias that only the role
/// lists explain.
enum class role_ids { bound, alias };

/// What the API answers to `list` where the organization is `whole`.
api::list_answer answer(const model::list_ref& list, const model::organization& whole,
                        role_ids ids = role_ids::bound);

struct reading {
  model::organization live;
  std::vector<std::vector<model::list_ref>> stages;

  [[nodiscard]] std::string
  text() const; ///< stages as lines `1 GET /organization/roles`, e-mails looked for behind it
  [[nodiscard]] std::size_t calls(model::list_kind kind) const;
};

/// Reads exactly what next_reads() names, stage by stage, until it names nothing; `refused` cannot be read.
/// Throws std::logic_error if a list is named twice. Ends where the resolution has errors.
reading read_for(const model::policy& policy, const model::organization& whole,
                 role_ids ids = role_ids::bound, const std::set<model::list_ref>& refused = {},
                 const model::selection& only = {});

/// The same for what next_full_reads() names.
reading read_whole(const model::organization& whole, role_ids ids = role_ids::bound,
                   const std::set<model::list_ref>& refused = {});

/// Without what users hold in projects that do not list them, which nobody thinks of asking for.
model::organization as_listed(model::organization whole);

/// What of `is` and `should` differs, of all that decisions look at, in words; empty: nothing. Lists that
/// only `should` has are passed over.
std::string difference(const model::organization& is, const model::organization& should);

} // namespace rolecall::test
