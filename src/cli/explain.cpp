#include "cli/commands.hpp"
#include "cli/connection.hpp"
#include "cli/output.hpp"
#include "cli/policy_input.hpp"
#include "live/estimate.hpp"
#include "live/time_left.hpp"

#include <algorithm>
#include <map>

namespace rolecall::cli {
namespace {

constexpr std::size_t least_rate = 7; // calls a minute and endpoint, the least that is known of any

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

/// From the limits that earlier runs have met.
std::string expected_time(const options& chosen, const std::vector<live::expected_reads>& reads,
                          bool at_least) {
  std::map<std::string, std::size_t> calls;
  for (const live::expected_reads& r : reads) calls[r.route] += r.calls;
  std::map<std::string, std::size_t> rates;
  for (const auto& [route, pace] : paces_from_memory(chosen)) rates.emplace(route, pace.per_minute);
  const auto slowest = live::slowest(calls, rates);
  if (!slowest) return "Expected time: not known, as no run here has met a limit with this key yet.\n";
  return "Expected time: " + live::in_words(slowest->takes) + ", at " + std::to_string(slowest->per_minute) +
         " a minute for " + slowest->route + (at_least ? "; more where more calls are needed.\n" : ".\n");
}

/// What it takes where nothing is known of the limit.
std::string usual_times(const std::vector<live::expected_reads>& reads) {
  std::map<std::string, std::size_t> calls;
  std::size_t busiest = 0;
  for (const live::expected_reads& r : reads) busiest = std::max(busiest, calls[r.route] += r.calls);
  const std::size_t minutes = busiest / least_rate;
  return "At " + std::to_string(least_rate) +
         " calls a minute and endpoint, the least that is known of any organization: " +
         (minutes == 0 ? std::string("less than a minute") : "about " + std::to_string(minutes) + " min") +
         ". Without a limit: seconds.\n";
}

std::string table(const options& chosen, const std::vector<live::expected_reads>& reads) {
  std::string out = "stage  calls  endpoint\n";
  std::size_t total = 0;
  bool at_least = false;
  for (const live::expected_reads& r : reads) {
    total += r.calls;
    at_least = at_least || r.at_least || r.may_grow;
    const std::string calls = (r.at_least || r.may_grow ? ">=" : "") + std::to_string(r.calls);
    out += padded(std::to_string(r.stage), 7) + padded(calls, 7) + padded(r.route, 56) + r.why + "\n";
  }
  out += "\n" + std::string(at_least ? "At least " : "") + std::to_string(total) +
         (total == 1 ? " call" : " calls") +
         " if all that the policy names is there, plus those that the organization's answers ask for: a "
         "first grant in a project reads who is in it,\n"
         "a role or group to be deleted reads who holds it, a user's grant to be removed reads through which "
         "groups he has it,\n"
         "and before an owner or administrator could go it is read who they are and whose key this is.\n"
         "An apply makes the same calls, one or more for each change, and then one for each list that it "
         "changed, to see it.\n";
  return out + usual_times(reads) + expected_time(chosen, reads, at_least);
}

} // namespace

exit_code explain_reads(const options& chosen) {
  const policy_input input = read_policy(chosen);
  show(chosen, input.diagnostics);
  if (!input.policy) return exit_code::invalid;
  return put_data(chosen, table(chosen, live::estimate(*input.policy, model::selection(chosen.only))))
             ? exit_code::ok
             : exit_code::failure;
}

} // namespace rolecall::cli
