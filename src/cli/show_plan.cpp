#include "cli/show_plan.hpp"

#include "cli/output.hpp"
#include "plan/plan_json.hpp"
#include "report/plan_markdown.hpp"

namespace rolecall::cli {

report::text_options text_choice(const options& chosen) {
  const bool color = chosen.output.empty() && use_color(chosen.color, stream::out);
  return {color ? report::color::on : report::color::off, chosen.show_kept};
}

std::string plan_as(const options& chosen, const plan::plan& made) {
  switch (chosen.format) {
  case shape::json: return plan::to_json(made);
  case shape::markdown: return report::plan_markdown(made);
  case shape::text: break;
  }
  return report::plan_text(made, text_choice(chosen));
}

exit_code code_of(const plan::plan& made) {
  if (!made.blocked.empty()) return exit_code::invalid;
  if (!made.complete()) return exit_code::incomplete;
  if (made.refused()) return exit_code::refused;
  return exit_code::ok;
}

exit_code show_problems(const options& chosen, const policy_input& input, std::vector<base::diagnostic> problems) {
  policy::quote_lines(problems, input.sources);
  show(chosen, problems);
  return exit_code::invalid;
}

} // namespace rolecall::cli
