#include "whole/world.hpp"

#include "emulator/state_file.hpp"
#include "live/full_reads.hpp"
#include "live/next_reads.hpp"
#include "policy/files.hpp"
#include "policy/load.hpp"
#include "policy/resolve.hpp"
#include "sim/machine_transport.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <sstream>
#include <stdexcept>

namespace rolecall::testing {
namespace {

using boost::asio::awaitable;

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// `policy` and `state` from the folder of the examples on.
example load_example(const std::string& name, const std::string& policy, const std::string& state) {
  const std::string folder = ROLECALL_SOURCE_DIR "/examples/policies/";
  std::istringstream no_input;
  const policy::files read = policy::read_files({folder + policy}, no_input);
  policy::loaded loaded = policy::load(read.sources);
  if (!loaded.policy) throw std::runtime_error("the example " + name + " is not valid");
  return {name, *std::move(loaded.policy), content(folder + state)};
}

example small(const std::string& name) {
  return load_example(name, name + "/rolecall.yaml", name + "/state.json");
}

example sharing(const std::string& name) {
  return load_example(name, name + "/rolecall.yaml", "shared/state.json");
}

emulator::state parsed(const std::string& text) {
  auto read = emulator::read_state(text, "sk-admin-emulator");
  if (const auto* wrong = std::get_if<emulator::state_problem>(&read))
    throw std::runtime_error(wrong->message);
  return std::get<emulator::state>(std::move(read));
}

} // namespace

std::vector<example> examples() {
  std::vector<example> out;
  for (const char* name : {"documentation", "documentation-update", "startup", "people"})
    out.push_back(small(name));
  for (const char* name : {"shared/platform", "shared/research"}) out.push_back(sharing(name));
  return out;
}

example example_named(const std::string& name) {
  std::vector<example> all = examples();
  const auto found = std::ranges::find(all, name, &example::name);
  if (found == all.end()) throw std::runtime_error("no example " + name);
  return std::move(*found);
}

std::uint64_t seeds(std::uint64_t count) {
  const char* times = std::getenv("ROLECALL_CASES");
  return times ? count * std::strtoull(times, nullptr, 10) : count;
}

model::policy policy_of(const std::string& yaml) {
  policy::loaded loaded = policy::load({{"rolecall.yaml", yaml}});
  if (loaded.policy) return *std::move(loaded.policy);
  std::string wrong = "the policy of this test is not valid";
  for (const base::diagnostic& d : loaded.diagnostics) wrong += "\n" + d.message;
  throw std::runtime_error(wrong);
}

std::size_t run_result::count(plan::outcome is) const {
  return static_cast<std::size_t>(std::ranges::count(outcome, is, &plan::step::is));
}

example enterprise() { return load_example("enterprise", "enterprise/policy", "enterprise/state.json"); }

bool run_result::applied() const {
  return planned() && std::ranges::all_of(outcome, [](const plan::step& s) { return plan::succeeded(s.is); });
}

std::string run_result::words() const {
  std::string out;
  if (failed)
    out += "could not read " + model::to_string(failed->list) + ": " + api::to_string(failed->why) + "\n";
  for (const base::diagnostic& d : problems) out += d.rule + ": " + d.message + "\n";
  for (const model::unmet_line& b : made.blocked) out += "blocked: " + b.at.text() + ": " + b.reason + "\n";
  for (const plan::unreadable_list& u : made.unreadable) out += "unreadable: " + u.what + ": " + u.why + "\n";
  for (std::size_t i = 0; i < made.operations.size(); ++i) {
    out += made.operations[i].at.text();
    if (i < outcome.size())
      out += ": " + std::to_string(static_cast<int>(outcome[i].is)) + " " + outcome[i].reason;
    out += "\n";
  }
  return out;
}

/// What one run of the program has; a fresh one for each, as a process would.
struct world::client {
  client(emulator::machine& server, http::virtual_clock& time, http::retry_policy pacing,
         std::optional<std::size_t> stop_after)
      : transport(server, time, "sk-admin-emulator", {{}, stopping_after(server, stop_after), {}, {}}),
        calls(transport, time, pacing, 1),
        api(calls),
        clock(time) {}

  std::function<bool(const http::request&, emulator::response&)>
  stopping_after(const emulator::machine& server, std::optional<std::size_t> requests) {
    return [this, &server, requests](const http::request&, emulator::response&) {
      if (requests && server.log().size() >= *requests && !calls.stopping()) calls.request_stop();
      return true;
    };
  }

  awaitable<void> run(model::policy policy, bool writing, run_result& out) {
    for (;;) {
      want = policy::resolve(policy, live, names);
      out.problems = want.problems;
      if (base::has_errors(out.problems)) co_return;
      std::vector<model::list_ref> lists = live::next_reads(want, live, names);
      if (lists.empty()) break;
      live::read_options how;
      out.failed = co_await live::read_lists(api, clock, std::move(lists), std::move(how), live);
      if (out.failed) co_return;
    }
    planner::options guards;
    guards.max_removals = planner::removal_limit{100, true};
    out.made = planner::make_plan(want, live, names, guards);
    if (!writing || !out.made.applyable()) co_return;
    apply::options how;
    out.outcome = co_await apply::execute(api, clock, out.made, std::move(how));
  }

  awaitable<void> read_whole(std::optional<live::read_failure>& failed) {
    for (;;) {
      std::vector<model::list_ref> lists = live::next_full_reads(live);
      if (lists.empty()) co_return;
      live::read_options how;
      failed = co_await live::read_lists(api, clock, std::move(lists), std::move(how), live);
      if (failed) co_return;
    }
  }

  sim::machine_transport transport;
  http::caller calls;
  api::client api;
  http::clock& clock;
  model::symbols names;
  model::organization live;
  model::desired want;
};

world::world(const std::string& state) : machine({}, parsed(state)) {}
world::~world() { time_.drop(); }

http::retry_policy world::pacing() const {
  http::retry_policy out;
  if (given_) out.deadline = time_.now() + *given_;
  return out;
}

run_result world::plan(const model::policy& policy) { return run(policy, false); }
run_result world::apply(const model::policy& policy) { return run(policy, true); }

run_result world::run(const model::policy& policy, bool writing) {
  client one(machine, time_, pacing(), stop_after_);
  run_result out;
  drive(one.run(policy, writing, out));
  return out;
}

model::organization world::read_whole() {
  client one(machine, time_, pacing(), stop_after_);
  std::optional<live::read_failure> failed;
  drive(one.read_whole(failed));
  if (failed) throw std::runtime_error(model::to_string(failed->list) + ": " + api::to_string(failed->why));
  if (!one.live.unreadable.empty())
    throw std::runtime_error("unreadable: " + model::to_string(one.live.unreadable.begin()->first));
  return one.live;
}

void world::drive(awaitable<void> work) {
  std::exception_ptr thrown;
  bool finished = false;
  boost::asio::co_spawn(io_, std::move(work), [&](std::exception_ptr e) {
    thrown = std::move(e);
    finished = true;
  });
  while (!finished) {
    io_.restart();
    io_.poll();
    if (!finished && !time_.fire_earliest()) throw std::runtime_error("the run can never end");
  }
  if (thrown) std::rethrow_exception(thrown);
}

std::size_t world::writes() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      machine.log(), [](const emulator::logged_request& r) { return r.method != "GET"; }));
}

std::vector<std::string> world::reads(std::size_t from) const {
  std::vector<std::string> out;
  for (std::size_t i = from; i < machine.log().size(); ++i) {
    if (machine.log()[i].method == "GET") out.push_back(machine.log()[i].target);
  }
  return out;
}

lines world::written() const {
  lines out;
  for (const emulator::logged_request& r : machine.log()) {
    if (r.method == "GET") continue;
    const std::string path = r.target.substr(std::string_view("/v1").size());
    out.push_back(r.method + " " + path + (r.body.empty() ? "" : " " + r.body));
  }
  return out;
}

lines world::access() const {
  const emulator::state& org = machine.organization();
  lines out;
  const auto add = [&](const emulator::scope& at, const std::string& where) {
    for (const auto& [who, roles] : at.held) {
      for (const std::string& role : roles) out.push_back(who.id + where + ": " + role);
    }
  };
  add(org.access, "");
  for (const emulator::project& project : org.projects) add(project.access, " in " + project.id);
  for (const emulator::group& group : org.groups) {
    for (const emulator::membership& member : group.members) out.push_back(member.id + " in " + group.id);
  }
  std::ranges::sort(out);
  return out;
}

void world::accept_invite(const std::string& email) {
  emulator::request asked;
  asked.method = "POST";
  asked.target = "/__emulator/accept";
  asked.body = "{\"email\": \"" + email + "\"}";
  const emulator::response answer = machine.handle(asked, time_.now());
  if (answer.status != 200) throw std::runtime_error("not accepted: " + answer.body);
}

lines world::duplicates() const {
  std::map<std::string, int> seen;
  const emulator::state& org = machine.organization();
  for (const emulator::role& role : org.access.roles) ++seen["role " + role.name];
  for (const emulator::group& group : org.groups) ++seen["group " + group.name];
  for (const emulator::project& project : org.projects) {
    if (!project.archived_at) ++seen["project " + project.name];
    for (const emulator::role& role : project.access.roles) ++seen["role " + project.id + " " + role.name];
  }
  for (const emulator::invite& invite : org.invites) {
    if (invite.status == "pending") ++seen["invite " + invite.email];
  }
  lines out;
  for (const auto& [name, count] : seen) {
    if (count > 1) out.push_back(name);
  }
  return out;
}

void world::set(const std::string& behaviour) {
  if (const auto wrong = machine.behaves().set(behaviour)) throw std::runtime_error(*wrong);
}

void world::add_fault(const std::string& spec) {
  auto parsed_fault = emulator::fault::parse(spec);
  if (const auto* wrong = std::get_if<emulator::fault_problem>(&parsed_fault))
    throw std::runtime_error(wrong->message);
  machine.add(std::get<emulator::fault>(std::move(parsed_fault)));
}

} // namespace rolecall::testing
