#include "report/apply_text.hpp"

#include "plan/tally.hpp"
#include "report/escape.hpp"
#include "report/paint.hpp"
#include "report/sections.hpp"

#include <algorithm>
#include <string_view>

namespace rolecall::report {
namespace {

using plan::outcome;

constexpr std::size_t column = 13; // where the sign stands: one past the longest word

std::string summary(const plan::tally& counts) {
  std::string out;
  for (const outcome o : plan::all_outcomes) {
    if (counts.of(o) == 0) continue;
    const std::string name(o == outcome::failed ? "failed" : outcome_word(o));
    out += (out.empty() ? "" : ", ") + std::to_string(counts.of(o)) + " " + name;
  }
  return "Applied: " + (out.empty() ? std::string("nothing to do") : out) + ".";
}

/// What the reader should do now; empty if nothing.
std::string advice(const plan::plan& p, const plan::steps& outcomes, const plan::tally& counts) {
  std::string out;
  if (counts.of(outcome::failed) > 0) {
    const bool final = std::ranges::any_of(outcomes, &plan::step::is_final);
    out += final ? "Look at the reasons above; what was refused for good will be refused again.\n"
                 : "Look at the reasons above.\n";
  }
  if (counts.of(outcome::unknown) + counts.of(outcome::unconfirmed) > 0) {
    out +=
        "The API has not shown every write yet: `rolecall plan` in a minute shows what is still missing.\n";
  }
  if (!counts.complete()) {
    const bool changed = std::ranges::any_of(outcomes, plan::may_be_done);
    out +=
        changed
            ? "What was done stays. Run `rolecall apply` again: it plans anew and does only what is left.\n"
            : "Nothing was changed. Run `rolecall apply` again: it plans anew.\n";
  }
  if (!p.blocked.empty()) {
    const bool one = p.blocked.size() == 1;
    out += counted(p.blocked.size(), "line") + " of the policy " + (one ? "is" : "are") + " blocked and " +
           (one ? "was" : "were") + " left out: `rolecall plan` shows why.\n";
  }
  return out;
}

} // namespace

std::string_view outcome_word(outcome is) {
  switch (is) {
  case outcome::done: return "done";
  case outcome::already: return "already so";
  case outcome::failed: return "FAILED";
  case outcome::skipped: return "skipped";
  case outcome::unknown: return "unknown";
  case outcome::unconfirmed: return "unconfirmed";
  case outcome::not_begun: return "not begun";
  }
  return "";
}

std::string step_line(const plan::operation& op, const plan::step& now, color use) {
  const painter paint(use);
  const std::string_view name = outcome_word(now.is);
  std::string out = paint.outcome(now.is, name) + std::string(column - name.size(), ' ') +
                    paint.sign(sign_of(plan::verb_of(op.what))) + " " + shown(op.at) + "\n";
  if (plan::succeeded(now.is)) return out;
  const std::string indent(column + 2, ' ');
  if (!now.reason.empty()) out += indent + shown_first(now.reason) + "\n";
  if (!now.request_id.empty()) out += indent + "request id: " + shown(now.request_id) + "\n";
  return out;
}

std::string apply_text(const plan::plan& p, const plan::steps& outcomes, const text_options& choice) {
  std::string out;
  for (std::size_t i = 0; i < p.operations.size(); ++i)
    out += step_line(p.operations[i], outcomes.at(i), choice.use);
  if (!out.empty()) out += '\n';
  const plan::tally counts = plan::count(p, outcomes);
  return out + painter(choice.use).bold(summary(counts)) + "\n" + advice(p, outcomes, counts);
}

} // namespace rolecall::report
