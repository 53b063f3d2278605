#include "whole/world.hpp"

#include "cli/output.hpp"
#include "cli/reading.hpp"
#include "cli/session.hpp"
#include "cli/work.hpp"
#include "emulator/state_file.hpp"
#include "plan/plan_json.hpp"
#include "plan/plan_read.hpp"
#include "plan/words.hpp"
#include "policy/files.hpp"
#include "policy/load.hpp"
#include "sim/machine_transport.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <csignal>
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

cli::policy_input as_read(const model::policy& policy) {
  cli::policy_input out;
  out.policy = policy;
  out.checked = true;
  return out;
}

template <class Things>
std::string id_of(const Things& things, const std::string& name) {
  for (const auto& thing : things) {
    if (thing.name == name) return thing.id;
  }
  return {};
}

/// A header tells it, and the ids of the predefined roles do.
void strip_organization(emulator::response& answer) {
  emulator::remove_header(answer.headers, "openai-organization");
  constexpr std::string_view telling = "__api-organization__";
  for (auto at = answer.body.find(telling); at != std::string::npos; at = answer.body.find(telling))
    answer.body.replace(at, telling.size(), "__");
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

std::vector<journal::run> journals(base::memory_store& files) {
  std::vector<journal::run> out;
  for (const std::string& path : files.paths()) {
    auto read = journal::read(*files.find(path));
    if (auto* of = std::get_if<journal::run>(&read)) out.push_back(std::move(*of));
  }
  return out;
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

/// One run of the program; a fresh one for each, as a process would be.
class world::run final : public cli::witness {
public:
  run(world& of, cli::command what) : of_(of) {
    chosen_.command = what;
    chosen_.yes = true;
    chosen_.quiet = true;
    chosen_.only = of.only_;
    chosen_.guards.revoke_first = of.revokes_first_;
    chosen_.color = cli::coloring::never;
    chosen_.guards.max_removals = planner::removal_limit{100, true};
    chosen_.guards.min_owners = 0;
    for (const emulator::admin_key& key : of.machine.organization().admin_keys)
      chosen_.guards.lock_out.insert(key.owner);
    cli::surroundings around{network_, of.time_, of.files(), [&of] { return of.calendar(); }};
    around.seed = ++of.runs_;
    around.key_ending = "ator";
    around.host = "machine";
    around.address = journal_api;
    around.place = "here";
    around.who = "next";
    if (what != cli::command::apply || of.journals_ || of.remembers_) around.folder = state_folder;
    around.time_given = of.deadline_;
    around.seen_by = this;
    with_.emplace(chosen_, std::move(around));
  }
  run(const run&) = delete;
  run& operator=(const run&) = delete;
  ~run() override { // who sleeps first; then io_ goes, and with it all frames
    of_.time_.drop();
  }

  cli::options& chosen() { return chosen_; }
  /// Lets time pass until `work` has ended.
  cli::exit_code until_end(std::function<awaitable<cli::exit_code>(cli::session&)> work) {
    std::exception_ptr thrown;
    std::optional<cli::exit_code> code;
    boost::asio::co_spawn(io_, cli::run_in(chosen_, *with_, std::move(work)),
                          [&](std::exception_ptr e, cli::exit_code ended) {
                            thrown = std::move(e);
                            code = ended;
                          });
    while (!code) {
      io_.restart();
      io_.poll();
      if (!code && !of_.time_.fire_earliest()) throw std::runtime_error("the run can never end");
    }
    of_.limited_ = 0;
    for (const auto& [route, counts] : with_->calls().counts()) of_.limited_ += counts.limited;
    out.said = said_.err;
    if (thrown) std::rethrow_exception(thrown);
    return *code;
  }

  run_result out;
  std::vector<apply::moved> drift;

private:
  void read_failed(const live::read_failure& why) override { out.failed = why; }
  void judged(const std::vector<base::diagnostic>& problems) override { out.problems = problems; }
  void settled(const apply::settlement& past) override { out.past.push_back(past); }
  void planned(plan::plan& made) override {
    out.made = made;
    if (of_.at_prompt && chosen_.command == cli::command::apply) of_.at_prompt();
  }
  void moved(const std::vector<apply::moved>& where) override { drift = where; }
  void carried_out(const plan::plan& /*made*/, plan::steps& outcome) override { out.outcome = outcome; }
  void journal_failed(const std::string& why) override { out.journal_failure = why; }

  sim::on_the_way hooks() {
    sim::on_the_way way;
    way.latency = [this] { return of_.answer_takes_; };
    way.sending = [this](const http::request&) {
      if (of_.at_each_request) of_.at_each_request();
      return true;
    };
    way.handled = [this](const http::request&, emulator::response& answer) {
      if (of_.hides_organization_) strip_organization(answer);
      if (of_.at_each_request) of_.at_each_request();
      of_.look_at_writes();
      if (of_.stop_after_ && of_.machine.log().size() >= *of_.stop_after_ && !with_->interrupted()) stop();
      return true;
    };
    return way;
  }

  void stop() {
    with_->stop(SIGINT);
    boost::asio::co_spawn(io_, with_->abandon_late(), [](std::exception_ptr e) {
      if (e) std::rethrow_exception(e);
    });
  }

  world& of_;
  cli::kept_output said_;
  cli::options chosen_;
  sim::machine_transport network_{of_.machine, of_.time_, "sk-admin-emulator", hooks()};
  std::optional<cli::session> with_;
  boost::asio::io_context io_{1}; // last: its frames refer to all the others
};

world::world(const std::string& state) : machine({}, parsed(state)) {}
world::~world() { time_.drop(); }

run_result world::plan(const model::policy& policy) {
  const cli::policy_input input = as_read(policy);
  run one(*this, cli::command::plan);
  one.chosen().format = cli::shape::json;
  one.until_end([&](cli::session& with) { return cli::plan_policy(one.chosen(), input, with); });
  return std::move(one.out);
}

run_result world::apply(const model::policy& policy) {
  const cli::policy_input input = as_read(policy);
  run one(*this, cli::command::apply);
  one.out.code =
      one.until_end([&](cli::session& with) { return cli::apply_policy(one.chosen(), input, with); });
  return std::move(one.out);
}

/// The virtual clock as a calendar.
base::instant world::calendar() const {
  return base::instant(ahead_ + std::chrono::seconds(1'711'471'533) +
                       std::chrono::duration_cast<std::chrono::milliseconds>(time_.now().time_since_epoch()));
}

void world::wait(http::duration how_long) {
  boost::asio::io_context io{1};
  bool over = false;
  const auto nothing = [](http::clock& time, http::time_point at) -> awaitable<void> {
    co_await time.sleep_until(at);
  };
  boost::asio::co_spawn(io, nothing(time_, time_.now() + how_long), [&](std::exception_ptr) { over = true; });
  while (!over) {
    io.restart();
    io.poll();
    if (!over) time_.fire_earliest();
  }
}

saved_result world::apply_saved(const plan::plan& made) {
  auto read = plan::from_json(plan::to_json(made));
  if (const auto* refused = std::get_if<plan::no_plan>(&read)) throw std::runtime_error(refused->why);
  const auto& saved = std::get<plan::plan>(read);
  run one(*this, cli::command::apply);
  const cli::exit_code code =
      one.until_end([&](cli::session& with) { return cli::apply_plan(one.chosen(), saved, with); });
  return {std::move(one.out.failed), std::move(one.drift), std::move(one.out.outcome),
          std::move(one.out.said), code};
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
  model::organization live;
  run one(*this, cli::command::snapshot);
  one.until_end([&](cli::session& with) { return cli::read_whole(one.chosen(), with, live); });
  if (const auto& failed = one.out.failed)
    throw std::runtime_error(model::to_string(failed->list) + ": " + api::to_string(failed->why));
  if (!live.unreadable.empty())
    throw std::runtime_error("unreadable: " + model::to_string(live.unreadable.begin()->first));
  return live;
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

std::string world::id_of_group(const std::string& name) const {
  return id_of(machine.organization().groups, name);
}

std::string world::id_of_project(const std::string& name) const {
  return id_of(machine.organization().projects, name);
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
