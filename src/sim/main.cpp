#include "sim/shrink.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>
#include <string>

namespace {

using namespace rolecall;

void put(const std::string& line) { std::printf("%s\n", line.c_str()); }

struct chosen {
  std::string seeds;
  std::optional<std::uint64_t> seed;
  std::string keep;
  bool trace = false;
  bool unshrunk = false;
  std::size_t most_failures = 5;
  sim::settings how;
};

sim::kept_parts parts_in(const std::string& text) {
  sim::kept_parts out;
  std::string one;
  for (const char c : text + ",") {
    if (c != ',') {
      one += c;
    } else if (!one.empty()) {
      out.insert(std::exchange(one, {}));
    }
  }
  return out;
}

void put_failure(std::uint64_t seed, const sim::violation& broken, const chosen& c) {
  if (c.unshrunk)
    return put("seed " + std::to_string(seed) + " breaks V" + std::to_string(broken.number) + ": " +
               broken.what);
  const sim::kept_parts kept = sim::shrunk(seed, c.how, broken.number);
  for (const std::string& line : sim::report_of(seed, kept, c.how, 50)) put(line);
  put("");
}

int run_one(const chosen& c) {
  const sim::choices of = c.keep.empty() ? sim::choices(*c.seed) : sim::choices(*c.seed, parts_in(c.keep));
  const auto verdict = sim::run_case(of, c.how, c.trace ? sim::tracing::on : sim::tracing::off);
  if (c.trace) {
    for (const std::string& line : sim::describe(of, c.how)) put(line);
    for (const std::string& line : verdict.trace) put(line);
  }
  if (!verdict.unfit.empty()) put("could not be judged to its end: " + verdict.unfit);
  if (!verdict.broken) return put("seed " + std::to_string(*c.seed) + " holds"), 0;
  if (c.keep.empty())
    put_failure(*c.seed, *verdict.broken, c);
  else
    put("V" + std::to_string(verdict.broken->number) + ": " + verdict.broken->what);
  return 1;
}

int run_many(const chosen& c) {
  const auto dots = c.seeds.find("..");
  const std::uint64_t first = std::stoull(c.seeds);
  const std::uint64_t last = dots == std::string::npos ? first : std::stoull(c.seeds.substr(dots + 2));
  sim::counts total;
  std::vector<std::pair<std::uint64_t, sim::violation>> failed;
  const auto start = std::chrono::steady_clock::now();
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    const sim::verdict v = sim::run_case(sim::choices(seed), c.how);
    total += v.seen;
    if (v.broken) failed.emplace_back(seed, *v.broken);
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  for (std::size_t i = 0; i < failed.size(); ++i) {
    if (i < c.most_failures)
      put_failure(failed[i].first, failed[i].second, c);
    else
      put("seed " + std::to_string(failed[i].first) + " breaks V" + std::to_string(failed[i].second.number) +
          ": " + failed[i].second.what.substr(0, 200));
  }
  put(std::to_string(total.cases) + " seeds, " + std::to_string(failed.size()) + " failed, " +
      std::to_string(total.unfit) + " could not be judged to their end");
  put(std::to_string(total.runs) + " runs, " + std::to_string(total.requests) + " requests, " +
      std::to_string(total.writes) + " writes, " + std::to_string(total.crashes) + " crashes, " +
      std::to_string(total.stops) + " stops, " + std::to_string(total.edits) + " changes by others");
  std::string faults;
  for (const auto& [kind, count] : total.faults) faults += " " + kind + ":" + std::to_string(count);
  put("faults met:" + faults);
  char speed[160];
  std::snprintf(speed, sizeof speed, "%.1f s, %.0f seeds a second, %.0f plan-apply-plan cycles a second",
                took.count(), static_cast<double>(total.cases) / took.count(),
                static_cast<double>(total.runs) / 2 / took.count());
  put(speed);
  return failed.empty() ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app("Runs the program in a simulated world, once for each seed, and checks its invariants");
  app.footer(
      "A cycle, as speed is told in, is plan, apply, plan: one run that plans and carries out, and one that "
      "plans and finds\nnothing to do. With --calm a seed begins with one cycle, from an organization and a "
      "policy that have little in common;\nthose that --drifts adds are small, as in daily use. For speed: "
      "--seeds 1..20 --projects 20 --calm --drifts 60.");
  chosen c;
  app.add_option("--seeds", c.seeds, "A..B");
  app.add_option("--seed", c.seed, "only this one");
  app.add_option("--keep", c.keep, "only these parts of the seed, as a shrunk case prints them");
  app.add_flag("--trace", c.trace, "the case and every event");
  app.add_flag("--unshrunk", c.unshrunk, "one line for each failure");
  app.add_option("--failures", c.most_failures, "how many failures to shrink (5)");
  app.add_option("--projects", c.how.projects, "of every organization");
  app.add_flag("--calm", c.how.calm, "no faults, crashes and other editors");
  app.add_option("--drifts", c.how.drifts,
                 "changes by others in the end, one after the other, each made good");
  CLI11_PARSE(app, argc, argv);
  if (c.seed) return run_one(c);
  if (c.seeds.empty()) c.seeds = "1..1000";
  return run_many(c);
}
