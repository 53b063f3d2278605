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

constexpr std::size_t measured_rate = 7; // calls a minute and endpoint, the least that was ever measured

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

/// From the limits that earlier runs have met.
std::string expected_time(const options& chosen, const std::vector<live::expected_reads>& reads,
                          bool at_least) {
  std::map<std::string, std::size_t> calls;
  for (const live::expected_reads& r : reads) calls[model::route(r.kind)] += r.calls;
  std::map<std::string, std::size_t> rates;
  for (const auto& [route, pace] : paces_from_memory(chosen)) rates.emplace(route, pace.per_minute);
  const auto slowest = live::slowest(calls, rates);
  if (!slowest) return "Expected time: unknown, no limit was met yet.\n";
  return "Expected time: " + live::in_words(slowest->takes) + ", at " + std::to_string(slowest->per_minute) +
         " a minute for " + slowest->route + (at_least ? "; more where more calls are needed.\n" : ".\n");
}

std::string table(const options& chosen, const std::vector<live::expected_reads>& reads) {
  std::string out = "stage  calls  endpoint\n";
  std::size_t total = 0;
  std::size_t busiest = 0;
  bool at_least = false;
  for (const live::expected_reads& r : reads) {
    total += r.calls;
    busiest = std::max(busiest, r.calls);
    at_least = at_least || r.at_least;
    const std::string calls = (r.at_least ? ">=" : "") + std::to_string(r.calls);
    out += padded(std::to_string(r.stage), 7) + padded(calls, 7) + padded(model::route(r.kind), 56) + r.why +
           "\n";
  }
  const std::size_t minutes = busiest / measured_rate;
  out +=
      "\n" + std::string(at_least ? "At least " : "") + std::to_string(total) +
      (total == 1 ? " call" : " calls") +
      ", plus those that the organization's answers ask for: a first grant in a project reads who is in it,\n"
      "a role or group to be deleted reads who holds it, and a user's grant to be removed reads through "
      "which groups he has it.\n";
  out += "At " + std::to_string(measured_rate) + " calls a minute and endpoint, which has been measured: " +
         (minutes == 0 ? std::string("less than a minute") : "about " + std::to_string(minutes) + " min") +
         ". Unlimited: seconds.\n" + expected_time(chosen, reads, at_least);
  return out;
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
