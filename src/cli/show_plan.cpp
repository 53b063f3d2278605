#include "cli/show_plan.hpp"

#include "base/text.hpp"
#include "cli/output.hpp"
#include "cli/saved_plan.hpp"
#include "plan/plan_json.hpp"
#include "policy/lint.hpp"
#include "report/plan_markdown.hpp"

namespace rolecall::cli {

plan::plan savable_plan(const survey& seen, const options& chosen, const policy_input& input) {
  plan::plan made = seen.make_plan();
  make_savable(made, chosen, input.sources, seen.live());
  return made;
}

report::text_options text_choice(const options& chosen, const plan::plan& made) {
  const bool color = chosen.output.empty() && use_color(chosen.color, stream::out);
  return {color ? report::color::on : report::color::off, chosen.show_kept, !made.only.empty()};
}

std::string plan_as(const options& chosen, const plan::plan& made) {
  switch (chosen.format) {
  case shape::json: return plan::to_json(made);
  case shape::markdown: return report::plan_markdown(made, !made.only.empty());
  case shape::text: break;
  }
  return report::plan_text(made, text_choice(chosen, made));
}

exit_code code_of(const plan::plan& made) {
  if (!made.blocked.empty()) return exit_code::invalid;
  if (!made.complete()) return exit_code::incomplete;
  if (made.refused()) return exit_code::refused;
  return exit_code::ok;
}

namespace {

/// Shows what the policy means for this organization; the code if that makes it unfit.
std::optional<exit_code> judged(const survey& seen, const options& chosen, const policy_input& input) {
  std::vector<base::diagnostic> found = policy::within(
      model::selection(chosen.only), policy::lint_live(*input.policy, seen.live(), seen.problems()));
  policy::quote_lines(found, input.sources);
  show(chosen, found);
  if (base::has_errors(found)) return exit_code::invalid;
  for (const std::string& glob : seen.idle_globs())
    say("warning: --only '" + base::printable(glob) +
        "' covers nothing: neither the policy nor what was read of the organization has such an address. "
        "Addresses are written as in plans: group[\"Support Team\"], or project[\"Checkout\"] with all that "
        "is in "
        "it");
  return std::nullopt;
}

} // namespace

std::optional<exit_code> take_for_plan(survey& seen, const model::organization& snapshot,
                                       const options& chosen, const policy_input& input) {
  const std::vector<model::list_ref> missing = seen.read_from(snapshot);
  if (missing.empty()) return judged(seen, chosen, input);
  std::string message = base::printable(chosen.state) + " does not have all that the policy needs:\n";
  for (const model::list_ref& list : missing) message += "  " + model::to_string(list) + "\n";
  say(message + "Nothing was planned.");
  return exit_code::incomplete;
}

void show_before_reading(const options& chosen, const policy_input& input) {
  show(chosen, policy::within(model::selection(chosen.only), policy::without_rejudged(input.diagnostics)));
}

boost::asio::awaitable<std::optional<exit_code>> read_for_plan(survey& seen, const options& chosen,
                                                               const policy_input& input, session& with) {
  const auto failed = co_await seen.read();
  if (failed) co_return tell(*failed, with);
  with.kept().finish();
  with.seen_by().judged(seen.problems());
  if (const auto unfit = judged(seen, chosen, input)) co_return *unfit;
  co_await seen.find_caller();
  const model::list_ref roles{model::list_kind::organization_roles, {}, {}};
  if (seen.live().unreadable.contains(roles)) {
    say("roles cannot be read: the key needs the scope api.management.read, and the organization must have "
        "roles "
        "available. 'rolecall whoami' says what this key may read.");
  }
  co_return std::nullopt;
}

} // namespace rolecall::cli
