#include "whole/world.hpp"

#include "apply/preconditions.hpp"
#include "emulator/state_file.hpp"
#include "journal/folder.hpp"
#include "live/full_reads.hpp"
#include "live/next_reads.hpp"
#include "plan/plan_json.hpp"
#include "plan/plan_read.hpp"
#include "plan/words.hpp"
#include "planner/standing.hpp"
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
#include <utility>

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
  client(world& of, http::virtual_clock& time, const http::retry_policy& policy,
         std::optional<std::size_t> stop_after)
      : transport(of.machine, time, "sk-admin-emulator", hooks(of, stop_after)),
        calls(transport, time, policy, 1),
        api(calls),
        clock(time) {}

  sim::on_the_way hooks(world& of, std::optional<std::size_t> stop_after) {
    sim::on_the_way out;
    out.sending = [&of](const http::request&) {
      if (of.at_each_request) of.at_each_request();
      return true;
    };
    out.handled = [this, &of, stop_after](const http::request&, emulator::response&) {
      if (of.at_each_request) of.at_each_request();
      of.look_at_writes();
      if (stop_after && of.machine.log().size() >= *stop_after && !calls.stopping()) calls.request_stop();
      return true;
    };
    return out;
  }

  /// The virtual clock as a calendar.
  [[nodiscard]] journal::instant now() const {
    return journal::instant(
        std::chrono::duration_cast<std::chrono::milliseconds>(clock.now().time_since_epoch()));
  }

  awaitable<void> settle_past(base::store& files, run_result& out) {
    const auto found = journal::find_open(files, journal_folder, journal_api);
    const auto& all = std::get<journal::open_journals>(found);
    if (!all.unfit.empty()) throw std::runtime_error(all.unfit.front());
    for (const journal::unfinished& past : all.open) {
      const apply::options usual;
      apply::settlement one = co_await apply::settle(api, clock, past.of, usual.settle, now());
      const auto failed = journal::extend(files, past.which, apply::records_of(one, "next", now()));
      if (failed) throw std::runtime_error(failed->message);
      for (const journal::debt& owed : one.owed) owes.push_back({past.which, owed});
      out.past.push_back(std::move(one));
    }
  }

  std::unique_ptr<journal::log> open_log(base::store& files, std::size_t number, const plan::plan& made) {
    journal::begin head;
    head.run = std::to_string(1000 + number);
    head.at = now();
    head.api = journal_api;
    head.organization = live.id.value_or("");
    head.counts = plan::summarize(made);
    auto opened = journal::log::open(files, journal_folder, head);
    if (const auto* failed = std::get_if<base::store_failure>(&opened))
      throw std::runtime_error(failed->message);
    return std::get<std::unique_ptr<journal::log>>(std::move(opened));
  }

  awaitable<void> run(model::policy policy, bool writing, base::store* files, std::size_t number,
                      run_result& out) {
    if (writing && files) co_await settle_past(*files, out);
    for (;;) {
      want = policy::resolve(policy, live, names);
      out.problems = want.problems;
      if (base::has_errors(out.problems)) co_return;
      std::vector<model::list_ref> lists = live::next_reads(want, live, names);
      if (lists.empty()) break;
      lists = with_kept(std::move(lists));
      live::read_options how;
      how.deadline = calls.deadline();
      out.failed = co_await live::read_lists(api, clock, std::move(lists), std::move(how), live);
      if (out.failed) co_return;
    }
    planner::options guards;
    guards.max_removals = planner::removal_limit{100, true};
    guards.min_owners = 0;
    out.made = planner::make_plan(want, live, names, guards);
    if (planner::touches_administrators(out.made, live)) {
      const auto keys = co_await api.admin_keys();
      if (keys && keys->size() == 1) guards.caller = keys->front().owner_id;
      guards.lock_out = {guards.caller};
      out.made = planner::make_plan(want, live, names, guards);
    }
    out.made.preconditions = apply::preconditions_of(out.made, live);
    if (!writing || !out.made.applyable()) co_return;
    std::vector<std::size_t> paying;
    for (const auto& [which, owed] : owes) paying.push_back(apply::operation_for(owed, out.made));
    if (out.made.operations.empty()) co_return;
    apply::options how;
    std::unique_ptr<journal::log> log;
    std::optional<apply::ledger> book;
    if (files) {
      log = open_log(*files, number, out.made);
      book.emplace(*log, [this] { return now(); });
      how.book = &*book;
    }
    out.outcome = co_await apply::execute(api, clock, out.made, std::move(how));
    if (!files) co_return;
    book->end("done");
    out.journal_failure = book->failure();
    for (std::size_t i = 0; i < paying.size(); ++i) {
      if (!plan::succeeded(out.outcome.at(paying[i]).is)) continue;
      journal::extend(
          *files, owes[i].first,
          {journal::paid{owes[i].second.number, "taken back"}, journal::end{now(), "next", "settled"}});
    }
  }

  awaitable<void> apply_saved(plan::plan made, saved_result& out) {
    apply::options how;
    how.seen_at = clock.now();
    apply::since_then since = apply::compare_with_now(made, live);
    for (;;) {
      out.drift = std::move(since.drift);
      if (!out.drift.empty()) co_return;
      std::vector<model::list_ref> lists = apply::lists_to_compare(made, live, since);
      if (lists.empty()) break;
      live::read_options reading;
      out.failed = co_await live::read_lists(api, clock, std::move(lists), std::move(reading), live);
      if (out.failed) co_return;
      since = apply::compare_with_now(made, live);
    }
    how.made = std::move(since.made);
    out.outcome = co_await apply::execute(api, clock, made, std::move(how));
  }

  /// What of them is not at hand. As long as it is not known whose organization this is: the first.
  std::vector<model::list_ref> with_kept(std::vector<model::list_ref> lists) {
    if (!kept) return lists;
    if (live.id) return live::take(*kept, lists, begun, live);
    lists.resize(1);
    return lists;
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
  std::vector<std::pair<journal::file, journal::debt>> owes;
  std::optional<live::partial_reading> kept;
  live::moment begun;
  model::symbols names;
  model::organization live;
  model::desired want;
};

world::world(const std::string& state) : machine({}, parsed(state)) {}
world::~world() { time_.drop(); }

run_result world::plan(const model::policy& policy) { return run(policy, false); }
run_result world::apply(const model::policy& policy) { return run(policy, true); }

http::retry_policy world::policy() const {
  http::retry_policy out;
  out.at_once = 16;
  if (deadline_) out.deadline = time_.now() + *deadline_;
  return out;
}

live::moment world::moment() const {
  const auto passed = std::chrono::duration_cast<std::chrono::seconds>(time_.now().time_since_epoch());
  return {time_.now(), 1'711'471'533 + passed.count()};
}

void world::recall(client& one) {
  for (const auto& [route, pace] : learned_) one.calls.expect(route, pace);
  one.kept = kept;
  one.begun = moment();
}

void world::remember(client& one) {
  if (remembers_) learned_ = one.calls.known();
  limited_ = 0;
  for (const auto& [route, counts] : one.calls.counts()) limited_ += counts.limited;
}

void world::wait(http::duration how_long) {
  const auto until = time_.now() + how_long;
  const auto nothing = [](http::clock& time, http::time_point at) -> awaitable<void> {
    co_await time.sleep_until(at);
  };
  drive(nothing(time_, until));
}

run_result world::run(const model::policy& wanted, bool writing) {
  client one(*this, time_, policy(), stop_after_);
  recall(one);
  run_result out;
  drive(one.run(wanted, writing, journals_, runs_++, out));
  remember(one);
  if (!out.failed) {
    kept.reset();
  } else if (one.live.id) {
    if (!kept) kept.emplace();
    live::keep(one.live, moment(), *kept);
  }
  return out;
}

saved_result world::apply_saved(const plan::plan& made) {
  auto read = plan::from_json(plan::to_json(made));
  if (const auto* refused = std::get_if<plan::no_plan>(&read)) throw std::runtime_error(refused->why);
  client one(*this, time_, policy(), stop_after_);
  saved_result out;
  drive(one.apply_saved(std::get<plan::plan>(std::move(read)), out));
  return out;
}

bool saved_result::applied() const {
  return !failed && drift.empty() &&
         std::ranges::all_of(outcome, [](const plan::step& s) { return plan::succeeded(s.is); });
}

std::string saved_result::words(const plan::plan& made) const {
  std::string out;
  if (failed) out += model::to_string(failed->list) + ": " + api::to_string(failed->why) + "\n";
  for (const apply::moved& m : drift) out += m.what + ": " + m.expected + ", but " + m.found + "\n";
  for (std::size_t i = 0; i < outcome.size(); ++i) {
    if (plan::succeeded(outcome[i].is)) continue;
    out += made.operations[i].at.text() + ": " + std::string(plan::word(outcome[i].is)) + " " +
           outcome[i].reason + "\n";
  }
  return out;
}

void world::meanwhile(const std::string& method, const std::string& target, const std::string& body) {
  emulator::request asked;
  asked.method = method;
  asked.target = "/v1" + target;
  asked.headers = {{"Authorization", "Bearer sk-admin-emulator"}, {"Content-Type", "application/json"}};
  asked.body = body;
  const emulator::response answer = machine.handle(asked, time_.now());
  if (answer.status >= 300) throw std::runtime_error(target + " was refused: " + answer.body);
}

void world::after_write(std::size_t number, std::function<void()> then) {
  watched_write_ = writes() + number;
  then_ = std::move(then);
}

void world::look_at_writes() {
  if (!then_ || writes() < watched_write_) return;
  const std::function<void()> then = std::exchange(then_, {});
  then();
}

model::organization world::read_whole() {
  client one(*this, time_, policy(), stop_after_);
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
