#include "cli/saved_plan.hpp"

#include "apply/preconditions.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "cli/input_file.hpp"
#include "cli/output.hpp"
#include "plan/plan_read.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

namespace rolecall::cli {

std::string digest_of(const std::vector<policy::source>& policy) {
  std::string digests; // of each file, so that where one ends counts
  for (const policy::source& file : policy) digests += base::sha256(file.text) + "\n";
  return "sha256:" + base::sha256(digests);
}

void make_savable(plan::plan& made, const options& chosen, const std::vector<policy::source>& policy,
                  const model::organization& live) {
  made.only = chosen.only;
  made.policy = digest_of(policy);
  made.preconditions = apply::preconditions_of(made, live);
}

std::optional<plan::plan> read_saved_plan(const options& chosen) {
  const std::string shown = base::printable(chosen.plan_file);
  const auto text = contents(chosen.plan_file, plan::largest_plan);
  if (!text) {
    say("cannot read " + shown + ": " + std::strerror(errno));
    return std::nullopt;
  }
  auto read = plan::from_json(*text);
  if (auto* made = std::get_if<plan::plan>(&read)) return std::move(*made);
  say("cannot use " + shown + " as a plan: " + base::printable(std::get<plan::no_plan>(read).why));
  return std::nullopt;
}

} // namespace rolecall::cli
