#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/saved_plan.hpp"
#include "cli/show_plan.hpp"

namespace rolecall::cli {

exit_code run_show(const options& chosen) {
  const auto made = read_saved_plan(chosen);
  if (!made) return exit_code::failure;
  return put_data(chosen, plan_as(chosen, *made)) ? exit_code::ok : exit_code::failure;
}

} // namespace rolecall::cli
