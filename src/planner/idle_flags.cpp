#include "planner/idle_flags.hpp"

#include "base/text.hpp"
#include "planner/guards.hpp"

#include <algorithm>

namespace rolecall::planner {

void warn_of_idle(const std::string& flag, const std::set<std::string>& given,
                  const std::vector<std::string>& there, const std::string& missed, plan::plan& out) {
  for (const std::string& value : given) {
    if (std::ranges::count(there, value) > 0) continue;
    std::string warning = flag + " " + base::shell_quoted(value) + " names " + missed;
    const auto meant = base::nearest(value, there);
    if (meant)
      warning += "; did you mean " + base::shell_quoted(*meant) + "?";
    else if (!there.empty())
      warning += " (there is " + some_of(there) + ")";
    out.warnings.push_back(std::move(warning));
  }
}

} // namespace rolecall::planner
