#include "sim/draft.hpp"

#include "sim/names.hpp"
#include "sim/organization.hpp"
#include "sim/policy_text.hpp"

#include <array>
#include <sstream>

namespace rolecall::sim {
namespace {

/// Of whoever runs the program while the server is in a bad mood: some answer 429 for ever.
constexpr http::duration longest_patience = std::chrono::hours(2);

std::string seconds(http::duration d) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(d).count()) + " s";
}

disk_fault random_fault(const place& at) {
  static const names operations{"",     "",     "append", "append", "sync",   "sync",
                                "open", "list", "read",   "folder", "replace"};
  constexpr std::array<std::size_t, 4> times{1, 1, 3, 1000000};
  disk_fault out;
  out.operation = (at / "operation").one_of(operations);
  out.from = 1 + (at / "from").below(20);
  out.times = (at / "times").one_of(times);
  return out;
}

run_orders random_run(const place& at) {
  constexpr std::array<std::size_t, 4> numbers{1, 2, 8, 16};
  run_orders out;
  if ((at / "plan").has(20)) out.what = errand::plan;
  if ((at / "saved").has(20)) out.what = errand::apply_saved;
  for (std::size_t i = 0; i < 3 && out.what == errand::apply_saved; ++i) {
    const place edit = at / "meanwhile" / i;
    if (edit.has(40)) out.meanwhile.push_back(edit);
  }
  out.revokes = (at / "revokes").has(20);
  out.fresh = (at / "fresh").has(10);
  out.keeps = !(at / "stateless").has(6);
  out.forgets = (at / "forgets").has(6);
  out.tears = (at / "tears").flip(70);
  if ((at / "disk").has(10)) out.disk = random_fault(at / "disk");
  out.guarded = (at / "guarded").has(8);
  if ((at / "crash").has(45)) {
    if ((at / "crash" / "write").flip(40))
      out.ends.dies_at_write = 1 + (at / "crash" / "at").below(12);
    else
      out.ends.dies_at = 1 + (at / "crash" / "at").below((at / "crash" / "early").flip(50) ? 40 : 250);
  }
  out.ends.how = (at / "crash" / "after").flip(50) ? death::after : death::before;
  if ((at / "stop").has(8)) out.ends.stopped_at = 1 + (at / "stop" / "at").below(150);
  out.deadline = longest_patience;
  if ((at / "deadline").has(10)) out.deadline = std::chrono::seconds(1 + (at / "deadline" / "s").below(90));
  out.connections = (at / "connections").one_of(numbers);
  out.concurrency = (at / "concurrency").one_of(numbers);
  out.seed = at.value();
  out.shows_all = (at / "shows").flip(10);
  return out;
}

} // namespace

const char* word(errand what) {
  switch (what) {
  case errand::plan: return "plan";
  case errand::apply: return "apply";
  case errand::apply_saved: return "apply of the saved plan";
  }
  return "";
}

emulator::state draft::start() const { return random_organization(root / "org", projects); }

std::set<std::string> draft::deletable() const {
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

draft draft_of(const choices& of, std::optional<std::size_t> projects, bool calm) {
  const place root = of.root();
  draft out{root, 0, {}, {}, {}, {}};
  out.projects = projects.value_or(project_count(root));
  out.policy = random_policy(root / "policy", out.projects);
  if (calm) return out;
  out.sky = random_weather(root / "weather");
  out.edits = random_edits(root / "edit");
  for (std::size_t i = 0; i < 5; ++i) {
    const place here = root / "run" / i;
    if (!here.has(i == 0 ? 95 : 55)) break;
    out.runs.push_back(random_run(here));
    out.runs.back().shows_all = out.runs.back().shows_all || out.sky.echoes_key;
  }
  return out;
}

std::vector<std::string> draft::lines() const {
  std::vector<std::string> out;
  std::istringstream text(policy);
  for (std::string line; std::getline(text, line);) out.push_back("  | " + line);
  for (const std::string& one : sky.behaviours) out.push_back("behaviour " + one);
  for (const std::string& one : sky.faults) out.push_back("fault " + one);
  for (const edit& one : edits) out.push_back("an edit before request " + std::to_string(one.before));
  for (const run_orders& run : runs) {
    std::string line = std::string("run: ") + word(run.what);
    line += ", " + std::to_string(run.connections) + " connections, " + std::to_string(run.concurrency) +
            " at once";
    if (run.guarded) line += ", guarded";
    if (run.revokes) line += ", revoking first";
    const std::string when = run.ends.how == death::before ? "before" : "after";
    if (run.ends.dies_at) line += ", dies " + when + " step " + std::to_string(*run.ends.dies_at);
    if (run.ends.dies_at_write)
      line += ", dies " + when + " write " + std::to_string(*run.ends.dies_at_write);
    if (run.ends.stopped_at) line += ", Ctrl-C at step " + std::to_string(*run.ends.stopped_at);
    if (!run.meanwhile.empty())
      line += ", after " + std::to_string(run.meanwhile.size()) + " changes by others";
    if (run.fresh) line += ", fresh";
    if (!run.keeps) line += ", without a state folder";
    if (run.forgets) line += ", after the state folder was deleted";
    if (run.disk)
      line += ", the disk fails at '" + run.disk->operation + "' " + std::to_string(run.disk->from) + ", " +
              std::to_string(run.disk->times) + " times";
    if (run.deadline) line += ", deadline " + seconds(*run.deadline);
    out.push_back(line);
  }
  return out;
}

} // namespace rolecall::sim
