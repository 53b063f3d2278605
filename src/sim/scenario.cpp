#include "sim/scenario.hpp"

#include "http/log.hpp"
#include "plan/plan_read.hpp"
#include "policy/load.hpp"
#include "sim/draft.hpp"
#include "sim/editor.hpp"
#include "sim/organization.hpp"
#include "sim/picture.hpp"

#include <sstream>

namespace rolecall::sim {
namespace {

/// A write may still be on its way that long after whoever sent it is gone.
constexpr http::duration longest_delay = std::chrono::seconds(60);

class scenario {
public:
  scenario(const choices& of, const settings& how, tracing tells)
      : how_(how),
        tells_(tells),
        draft_(draft_of(of, how.projects, how.calm)),
        in_({admin_key, of.seed(), {}, 1711471533}, draft_.start()),
        watch_(in_.machine, in_.disk, journal_folder),
        repeats_(!how.calm && (of.root() / "again").flip(25)),
        compares_(!how.calm && (of.root() / "twin").flip(25)),
        locks_out_(!how.calm && (of.root() / "lifts").flip(50)) {
    if (locks_out_) lifted_ = draft_.deletable(); // this user lifts everything before he is asked
    http::log::hide(base::secret(admin_key));
    if (draft_.sky.lags) watch_.lists_lag();
    if (how.only) watch_.look_only_at(*how.only);
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
    for (run_orders orders : draft_.runs) {
      if (watch_.broken()) break;
      if (orders.what == errand::apply_saved && !saved_) orders.what = errand::apply;
      for (const place& how : orders.meanwhile) make({0, how});
      run_as_told(orders);
    }
    if (!watch_.broken()) clear_and_settle();
    return finished();
  }

private:
  void set_weather() {
    std::vector<std::string> all = draft_.sky.behaviours;
    all.insert(all.end(), how_.behaviours.begin(), how_.behaviours.end());
    for (const std::string& behaviour : all)
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
    while (!calm_ && next_edit_ < draft_.edits.size() && draft_.edits[next_edit_].before <= requests)
      make(draft_.edits[next_edit_++]);
  }

  void make(const edit& one) {
    watch_.before_edit();
    const std::string done = carry_out(one, in_.machine, in_.time.now());
    if (done.empty()) return;
    watch_.after_edit(in_.time.now());
    ++out_.seen.edits;
    edited_ = true;
    say("another editor: " + done);
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
    if (end->made) lift(*end->made); // a saved plan may be refused before it is accepted
    return one_run(orders);
  }

  void lift(const plan::plan& refused) {
    for (const plan::operation& op : refused.operations)
      if (plan::verb_of(op.what) == plan::verb::remove) lifted_.insert(op.at.text());
    for (const plan::guard_result& g : refused.guards) locks_out_ = locks_out_ || g.name == "lock-out";
  }

  /// A late write, or a late list, is what a journal knows of. Where a run cannot see those of the runs
  /// before, or others wrote, only time helps: it plans from what is live, which may not be all yet.
  void rest_if_needed(run_orders& orders) {
    if (orders.forgets) forget();
    const bool blind = untraced_ || (!orders.keeps && applied_) || (calm_ && edited_);
    if (draft_.sky.lags && blind) {
      orders.rest = longest_delay;
      untraced_ = applied_ = edited_ = false;
    }
    if (orders.what == errand::plan) return;
    applied_ = true;
    untraced_ = untraced_ || !orders.keeps;
    knows_all_ = knows_all_ && orders.keeps;
  }

  std::optional<run_end> one_run(run_orders orders) {
    ++out_.seen.runs;
    rest_if_needed(orders);
    say(std::string("-- ") + word(orders.what));
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
      if (orders.what == errand::plan) save(*end);
      say("-- exit " + std::to_string(static_cast<int>(end->code)) + " " + end->failure);
    } else if (!watch_.broken()) {
      ++out_.seen.crashes;
      base::random_source chance(orders.seed ^ 0xD15C);
      if (orders.tears) in_.disk.crash(chance);
      watch_.journal().restarted();
      say("-- died");
    }
    return end;
  }

  /// Somebody clears up.
  void forget() {
    for (const std::string& path : in_.disk.paths()) in_.disk.remove(path);
    knows_all_ = false;
    untraced_ = untraced_ || applied_;
    say("the state folder is gone");
  }

  /// What it wrote is a plan that can be applied later.
  void save(const run_end& end) {
    auto read = plan::from_json(end.text);
    auto* made = std::get_if<plan::plan>(&read);
    if (!made) return;
    saved_ = std::move(*made);
    if (how_.changes.saved) how_.changes.saved(*saved_);
    watch_.saved(*saved_);
  }

  /// Faults and editors are over; what is on its way arrives. Then two runs must be enough (V3), and one more
  /// changes nothing (V5); so again after each of the changes by others that are still to come.
  void clear_and_settle() {
    calm_ = true;
    in_.machine.clear_faults();
    say("-- faults and editors are over");
    run_orders orders;
    orders.seed = 17;
    if (!settles(orders)) return;
    for (std::size_t i = 0; i < how_.drifts; ++i) {
      make({0, draft_.root / "drift" / i});
      if (watch_.broken() || !settles(orders)) return;
    }
    if (repeats_ && !rests_again(orders)) return;
    watch_.check_end(knows_all_ && out_.seen.edits == 0);
    if (compares_ && out_.seen.edits == 0 && !watch_.broken()) compare_with_calm_twin();
  }

  bool settles(run_orders& orders) {
    bool empty = false;
    std::string last;
    for (int i = 0; i < 3 && !empty; ++i) {
      ++orders.seed; // it names the journal
      const auto end = run_as_told(orders);
      if (watch_.broken()) return false;
      if (end && end->code == cli::exit_code::invalid && !end->made) {
        out_.unfit = end->failure;
        return false;
      }
      empty = end && end->made && end->made->applyable() && end->made->operations.empty();
      if (!empty) last = end ? words(*end) : "it died";
    }
    if (!empty) watch_.complain(3, "two runs were not enough: " + last);
    if (empty && watch_.writes() > 0) watch_.complain(5, "an apply with nothing to do writes");
    return !watch_.broken();
  }

  /// That run had nothing to do, and wrote nothing; nor has the next.
  bool rests_again(run_orders orders) {
    ++orders.seed;
    const auto again = one_run(orders);
    if (watch_.broken()) return false;
    const bool nothing = again && again->made && again->made->operations.empty() && watch_.writes() == 0;
    if (!nothing) watch_.complain(5, "a second apply changes something: " + (again ? words(*again) : ""));
    return nothing;
  }

  /// Whatever went wrong on the way, the end is where a run without any trouble leads.
  void compare_with_calm_twin() {
    world twin({admin_key, 1, {}, 1711471533}, draft_.start());
    for (const std::string& behaviour : draft_.sky.behaviours) (void)twin.machine.behaves().set(behaviour);
    auditor watch(twin.machine, twin.disk, journal_folder);
    run_orders orders;
    for (int i = 0; i < 3; ++i) {
      orders.rest = longest_delay; // reads may lag
      const auto end = run_process(twin, about_, orders, watch, {}, {});
      if (i == 0 && end && end->code == cli::exit_code::refused) {
        if (end->made) lift(*end->made);
        continue;
      }
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
  bool repeats_;
  bool compares_;
  bool locks_out_;
  on_request hooks_;
  cli::policy_input policy_;
  std::set<std::string> lifted_;
  std::optional<plan::plan> saved_;
  task about_{policy_, lifted_, locks_out_, saved_};
  std::size_t next_edit_ = 0;
  bool calm_ = false;
  bool applied_ = false;  ///< since it was last waited
  bool edited_ = false;   ///< the same, by others
  bool untraced_ = false; ///< the same, and the next run cannot see a journal of it
  bool knows_all_ = true; ///< every run had the journals of those before
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
  return draft_of(of, how.projects, how.calm).lines();
}

} // namespace rolecall::sim
