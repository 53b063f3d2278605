#include "sim/scenario.hpp"

#include "http/log.hpp"
#include "plan/plan_read.hpp"
#include "policy/load.hpp"
#include "sim/editor.hpp"
#include "sim/names.hpp"
#include "sim/organization.hpp"
#include "sim/picture.hpp"
#include "sim/policy_text.hpp"
#include "sim/weather.hpp"

#include <array>
#include <sstream>

namespace rolecall::sim {
namespace {

/// A write may still be on its way that long after whoever sent it is gone.
constexpr http::duration longest_delay = std::chrono::seconds(60);

/// Of whoever runs the program while the server is in a bad mood: some answer 429 for ever.
constexpr http::duration longest_patience = std::chrono::hours(2);

std::string seconds(http::duration d) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(d).count()) + " s";
}

run_orders random_run(const place& at, bool rests) {
  constexpr std::array<std::size_t, 4> numbers{1, 2, 8, 16};
  run_orders out;
  if ((at / "plan").has(12)) out.what = errand::plan;
  out.guarded = (at / "guarded").has(8);
  if ((at / "crash").has(45))
    out.dies_at = 1 + (at / "crash" / "at").below((at / "crash" / "early").flip(50) ? 40 : 250);
  out.how = (at / "crash" / "after").flip(50) ? death::after : death::before;
  if ((at / "stop").has(8)) out.stopped_at = 1 + (at / "stop" / "at").below(150);
  out.deadline = longest_patience;
  if ((at / "deadline").has(10)) out.deadline = std::chrono::seconds(1 + (at / "deadline" / "s").below(90));
  out.connections = (at / "connections").one_of(numbers);
  out.concurrency = (at / "concurrency").one_of(numbers);
  if (rests) out.rest = longest_delay;
  out.seed = at.value();
  out.shows_all = (at / "shows").flip(10);
  return out;
}

/// All that an organization may have and a plan delete, as a user names it who means to.
std::set<std::string> everything(std::size_t projects) {
  std::set<std::string> out;
  const auto add = [&](const model::address& in, const char* kind, const names& all) {
    for (const std::string& name : all) out.insert((in / model::address_part{kind, {name, {}}}).text());
  };
  add({}, "role", role_names);
  add({}, "group", group_names);
  names all = project_names(projects);
  all.insert(all.end(), new_project_names.begin(), new_project_names.end());
  for (const std::string& name : all) {
    const model::address in = model::address() / model::address_part{"project", {name, {}}};
    add(in, "role", role_names);
    add(in, "role", shared_role_names);
  }
  return out;
}

/// Everything that a seed decides.
struct draft {
  place root;
  std::size_t projects = 0;
  std::string policy;
  weather sky;
  std::vector<edit> edits;
  std::vector<run_orders> runs;

  [[nodiscard]] emulator::state start() const { return random_organization(root / "org", projects); }
};

draft draft_of(const choices& of, const settings& how) {
  const place root = of.root();
  draft out{root, 0, {}, {}, {}, {}};
  out.projects = how.projects.value_or(project_count(root));
  out.policy = random_policy(root / "policy", out.projects);
  if (how.calm) return out;
  out.sky = random_weather(root / "weather");
  out.edits = random_edits(root / "edit");
  for (std::size_t i = 0; i < 5; ++i) {
    const place here = root / "run" / i;
    if (!here.has(i == 0 ? 95 : 55)) break;
    out.runs.push_back(random_run(here, i > 0 && out.sky.lags));
    out.runs.back().shows_all = out.runs.back().shows_all || out.sky.echoes_key;
  }
  return out;
}

class scenario {
public:
  scenario(const choices& of, const settings& how, tracing tells)
      : how_(how),
        tells_(tells),
        draft_(draft_of(of, how)),
        in_({admin_key, of.seed(), {}, 1711471533}, draft_.start()),
        watch_(in_.machine),
        compares_(!how.calm && (of.root() / "twin").flip(25)),
        lifted_(everything(draft_.projects)) {
    http::log::hide(base::secret(admin_key));
    hooks_.before = [this] { edit_if_due(); };
    hooks_.answered = [this](emulator::response& answer) { answered(answer); };
    if (tells == tracing::on) hooks_.trace = [this](const std::string& line) { trace(line); };
  }

  verdict run() {
    out_.seen.cases = 1;
    policy::loaded loaded = policy::load({{"rolecall.yaml", draft_.policy}});
    if (!loaded.policy) {
      out_.unfit = "the policy is not valid";
      for (const base::diagnostic& d : loaded.diagnostics)
        if (d.level == base::severity::error) out_.unfit += ": " + d.rule + " " + d.message;
      return finished();
    }
    policy_.sources = {{"rolecall.yaml", draft_.policy}};
    policy_.policy = std::move(loaded.policy);
    policy_.checked = true;
    set_weather();
    for (const run_orders& orders : draft_.runs) {
      if (watch_.broken()) break;
      run_as_told(orders);
    }
    if (!watch_.broken()) clear_and_settle();
    return finished();
  }

private:
  void set_weather() {
    for (const std::string& behaviour : draft_.sky.behaviours)
      if (const auto wrong = in_.machine.behaves().set(behaviour)) throw std::logic_error(*wrong);
    for (const std::string& spec : draft_.sky.faults) {
      auto parsed = emulator::fault::parse(spec);
      if (const auto* wrong = std::get_if<emulator::fault_problem>(&parsed))
        throw std::logic_error(wrong->message);
      in_.machine.add(std::get<emulator::fault>(std::move(parsed)));
    }
  }

  void trace(const std::string& line) {
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(in_.time.now().time_since_epoch());
    out_.trace.push_back(std::to_string(now.count()) + " ms  " + line);
  }
  void say(const std::string& line) {
    if (tells_ == tracing::on) trace(line);
  }

  void edit_if_due() {
    const std::size_t requests = in_.machine.log().size();
    while (!calm_ && next_edit_ < draft_.edits.size() && draft_.edits[next_edit_].before <= requests) {
      watch_.before_edit();
      const std::string done = carry_out(draft_.edits[next_edit_++], in_.machine, in_.time.now());
      if (done.empty()) continue;
      watch_.after_edit();
      ++out_.seen.edits;
      say("another editor: " + done);
    }
  }

  void answered(emulator::response& answer) {
    for (const std::string_view fault : in_.machine.log().back().faults)
      ++out_.seen.faults[std::string(fault)];
    if (!draft_.sky.echoes_key || calm_ || answer.status < 400) return;
    const auto at = answer.body.find("\"message\":\"");
    if (at != std::string::npos) answer.body.insert(at + 11, std::string("Bearer ") + admin_key + " ");
    emulator::set_header(answer.headers, "x-request-id", std::string("req_") + admin_key);
  }

  /// A user who reads what a guard says lifts it.
  std::optional<run_end> run_as_told(const run_orders& orders) {
    auto end = one_run(orders);
    if (!end || end->code != cli::exit_code::refused || orders.guarded || watch_.broken()) return end;
    for (const plan::operation& op : end->made->operations)
      if (plan::verb_of(op.what) == plan::verb::remove) lifted_.insert(op.at.text());
    return one_run(orders);
  }

  std::optional<run_end> one_run(const run_orders& orders) {
    ++out_.seen.runs;
    if (orders.rest.count() > 0) let_reads_catch_up();
    say(orders.what == errand::plan ? "-- plan" : "-- apply");
    std::optional<run_end> end;
    try {
      end = run_process(in_, about_, orders, watch_, hooks_, how_.changes);
    } catch (const std::exception& e) {
      watch_.complain(10, std::string("an exception: ") + e.what());
      return end;
    }
    out_.seen.writes += watch_.writes();
    if (end && end->code == cli::exit_code::interrupted) ++out_.seen.stops;
    if (end) {
      say("-- exit " + std::to_string(static_cast<int>(end->code)) + " " + end->failure);
    } else if (!watch_.broken()) {
      ++out_.seen.crashes;
      base::random_source chance(orders.seed ^ 0xD15C);
      in_.disk.crash(chance);
      say("-- died");
    }
    return end;
  }

  /// Where reads lag by their number and not by time, resting is not enough.
  void let_reads_catch_up() {
    const emulator::request look{"GET", "/v1/organization/groups", {}, {}};
    for (int i = 0; i < 3; ++i) in_.machine.handle_another(look, in_.time.now());
  }

  /// Faults and editors are over; what is on its way arrives. Then two runs must be enough (V3), and one more
  /// changes nothing (V5).
  void clear_and_settle() {
    calm_ = true;
    in_.machine.clear_faults();
    say("-- faults and editors are over");
    run_orders orders;
    if (!how_.calm) orders.rest = longest_delay;
    orders.seed = 17;
    bool empty = false;
    for (int i = 0; i < 3 && !empty; ++i) {
      const auto end = run_as_told(orders);
      if (watch_.broken()) return;
      orders.rest = {};
      if (end && end->code == cli::exit_code::invalid && !end->made) {
        out_.unfit = end->failure;
        return;
      }
      empty = end && end->made && end->made->applyable() && end->made->operations.empty();
      if (!empty) last_ = end ? words(*end) : "it died";
    }
    if (!empty) return watch_.complain(3, "two runs were not enough: " + last_);
    const auto again = one_run(orders);
    if (watch_.broken()) return;
    const bool nothing = again && again->made && again->made->operations.empty() && watch_.writes() == 0;
    if (!nothing)
      return watch_.complain(5, "a second apply changes something: " + (again ? words(*again) : ""));
    if (compares_ && out_.seen.edits == 0) compare_with_calm_twin();
  }

  /// Whatever went wrong on the way, the end is where a run without any trouble leads.
  void compare_with_calm_twin() {
    world twin({admin_key, 1, {}, 1711471533}, draft_.start());
    for (const std::string& behaviour : draft_.sky.behaviours) (void)twin.machine.behaves().set(behaviour);
    auditor watch(twin.machine);
    run_orders orders;
    for (int i = 0; i < 2; ++i) {
      orders.rest = longest_delay; // reads may lag
      const auto end = run_process(twin, about_, orders, watch, {}, {});
      if (!end || !end->made || !end->made->applyable() || watch.broken()) return;
    }
    const std::string other =
        difference(picture_of(in_.machine.organization()), picture_of(twin.machine.organization()));
    if (!other.empty()) watch_.complain(3, "it ends elsewhere than without trouble; " + other);
  }

  static std::string words(const run_end& end) {
    std::string out = "exit " + std::to_string(static_cast<int>(end.code)) + " " + end.failure;
    if (!end.made) return out;
    for (std::size_t i = 0; i < end.made->operations.size(); ++i) {
      out += "; " + end.made->operations[i].at.text();
      if (i < end.outcome.size())
        out += " " + std::to_string(static_cast<int>(end.outcome[i].is)) + " " + end.outcome[i].reason;
    }
    for (const plan::unreadable_list& u : end.made->unreadable) out += "; unreadable " + u.what + " " + u.why;
    for (const plan::guard_result& g : end.made->guards)
      if (g.refused) out += "; refused " + g.message;
    return out;
  }

  verdict finished() {
    out_.seen.unfit = out_.unfit.empty() ? 0 : 1;
    out_.seen.requests = in_.machine.log().size();
    out_.broken = watch_.broken();
    return std::move(out_);
  }

  const settings& how_;
  tracing tells_;
  draft draft_;
  world in_;
  auditor watch_;
  bool compares_;
  on_request hooks_;
  cli::policy_input policy_;
  std::set<std::string> lifted_;
  std::optional<plan::plan> saved_;
  task about_{policy_, lifted_, saved_};
  std::size_t next_edit_ = 0;
  bool calm_ = false;
  std::string last_;
  verdict out_;
};

} // namespace

counts& counts::operator+=(const counts& other) {
  cases += other.cases;
  unfit += other.unfit;
  runs += other.runs;
  requests += other.requests;
  writes += other.writes;
  crashes += other.crashes;
  stops += other.stops;
  edits += other.edits;
  for (const auto& [kind, count] : other.faults) faults[kind] += count;
  return *this;
}

verdict run_case(const choices& of, const settings& how, tracing tells) {
  return scenario(of, how, tells).run();
}

std::vector<std::string> describe(const choices& of, const settings& how) {
  const draft d = draft_of(of, how);
  std::vector<std::string> out;
  std::istringstream text(d.policy);
  for (std::string line; std::getline(text, line);) out.push_back("  | " + line);
  for (const std::string& one : d.sky.behaviours) out.push_back("behaviour " + one);
  for (const std::string& one : d.sky.faults) out.push_back("fault " + one);
  for (const edit& one : d.edits) out.push_back("an edit before request " + std::to_string(one.before));
  for (const run_orders& run : d.runs) {
    std::string line = run.what == errand::plan ? "run: plan" : "run: apply";
    line += ", " + std::to_string(run.connections) + " connections, " + std::to_string(run.concurrency) +
            " at once";
    if (run.guarded) line += ", guarded";
    if (run.dies_at)
      line += std::string(", dies ") + (run.how == death::before ? "before" : "after") + " step " +
              std::to_string(*run.dies_at);
    if (run.stopped_at) line += ", Ctrl-C at step " + std::to_string(*run.stopped_at);
    if (run.deadline) line += ", deadline " + seconds(*run.deadline);
    out.push_back(line);
  }
  return out;
}

} // namespace rolecall::sim
