#pragma once

// What is allowed and probably not meant: permissions that nobody knows, and lines without effect. Pure. A
// policy without errors is expected.

#include "model/organization.hpp"
#include "model/policy.hpp"
#include "model/selection.hpp"
#include "policy/findings.hpp"

#include <vector>

namespace rolecall::policy {

/// All that can be said without an organization.
void lint(const model::policy& of, findings& out);

/// What only the organization tells: `problems`, the warnings of resolve(), and permissions that neither this
/// program nor the organization's predefined roles know; without what `allow` accepts. If `problems` has
/// errors, they are all.
std::vector<base::diagnostic> lint_live(const model::policy& of, const model::organization& live,
                                        std::vector<base::diagnostic> problems = {});

/// Of a part of the organization: without the warnings about things outside of it, and without those about
/// entries of `allow`, which may be for what is outside.
std::vector<base::diagnostic> within(const model::selection& only, std::vector<base::diagnostic> found);

/// `offline` without what lint_live() judges again, knowing more.
std::vector<base::diagnostic> without_rejudged(const std::vector<base::diagnostic>& offline);

} // namespace rolecall::policy
