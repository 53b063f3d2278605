#include "policy/lint.hpp"

#include "policy/allow.hpp"
#include "policy/lint_implied.hpp"
#include "policy/lint_permissions.hpp"
#include "policy/lint_unused.hpp"
#include "policy/subject.hpp"

#include <utility>

namespace rolecall::policy {

void lint(const model::policy& of, findings& out) {
  lint_permissions(of, {}, out);
  lint_unused(of, out);
  lint_implied(of, out);
}

std::vector<base::diagnostic> lint_live(const model::policy& of, const model::organization& live,
                                        std::vector<base::diagnostic> problems) {
  if (base::has_errors(problems)) return problems;
  const std::vector<document> none; // whoever has the sources adds the lines
  findings out(none);
  for (base::diagnostic& d : problems) out.add(std::move(d));
  lint_permissions(of, permission_knowledge(live), out);
  accept(of.allow, judged::live, out);
  return out.take();
}

std::vector<base::diagnostic> within(const model::selection& only, std::vector<base::diagnostic> found) {
  if (only.is_everything()) return found;
  std::erase_if(found, [&](const base::diagnostic& d) {
    if (d.level == base::severity::error) return false;
    const auto at = parse_address(d.address);
    return d.rule == id_of(rule::unused_allowance) || (at && !only.covers(*at));
  });
  return found;
}

std::vector<base::diagnostic> without_rejudged(const std::vector<base::diagnostic>& offline) {
  std::vector<base::diagnostic> out = offline;
  std::erase_if(out, [](const base::diagnostic& d) {
    return d.rule == id_of(rule::unknown_permission) || d.rule == id_of(rule::organization_permission) ||
           d.rule == id_of(rule::project_permission);
  });
  return out;
}

} // namespace rolecall::policy
