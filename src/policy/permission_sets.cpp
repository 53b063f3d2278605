#include "policy/permission_sets.hpp"

#include "base/text.hpp"
#include "policy/subject.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace rolecall::policy {
namespace {

constexpr int most_levels = 32;

class set_graph {
public:
  set_graph(const std::vector<model::permission_set>& sets, bool all_known, findings& out)
      : sets_(sets), all_known_(all_known), out_(out), states_(sets.size()) {}

  /// Judges every set once; cycles are cut where they are found.
  void check() {
    for (std::size_t i = 0; i < sets_.size(); ++i) check_set(i, 1);
  }

  /// False once an error has been found; then a role may lack permissions because of it.
  bool sound() const noexcept { return sound_; }

  /// The permissions behind `items`, sorted, each once, by the shortest way.
  std::vector<model::permission> expand(const std::vector<model::permission>& items) {
    result_.clear();
    visited_.assign(sets_.size(), false);
    for (const model::permission& item : items) {
      if (!item.name.starts_with('@')) {
        result_.push_back(item);
      } else if (const auto set = find({item.name, item.at})) {
        walk(*set, item.at);
      }
    }
    std::ranges::stable_sort(result_, [](const model::permission& a, const model::permission& b) {
      return std::pair(std::string_view(a.name), a.via.size()) <
             std::pair(std::string_view(b.name), b.via.size());
    });
    const auto same = [](const model::permission& a, const model::permission& b) { return a.name == b.name; };
    result_.erase(std::unique(result_.begin(), result_.end(), same), result_.end());
    return std::exchange(result_, {});
  }

private:
  enum class state { untouched, open, done };

  std::optional<std::size_t> find(const model::written& use) {
    const std::string_view name = std::string_view(use.text).substr(1);
    const auto by_name = [](const model::permission_set& s) -> std::string_view { return s.name.text; };
    const auto found = std::ranges::lower_bound(sets_, name, {}, by_name);
    if (found != sets_.end() && found->name.text == name)
      return static_cast<std::size_t>(found - sets_.begin());
    sound_ = false;
    if (all_known_) report_unknown(use, name);
    return std::nullopt;
  }

  void report_unknown(const model::written& use, std::string_view name) {
    std::string hint;
    if (out_.wants(rule::unknown_set, use.at)) {
      std::vector<std::string> known;
      for (const model::permission_set& s : sets_) known.push_back(s.name.text);
      if (const auto near = base::nearest(name, known)) hint = "did you mean " + quote("@" + *near) + "? ";
    }
    out_.add(rule::unknown_set, use.at, "permission set " + quote(name) + " is not defined",
             hint + "sets are defined under permission_sets");
  }

  void check_set(std::size_t index, int level) {
    if (states_[index] != state::untouched) return;
    states_[index] = state::open;
    path_.push_back(index);
    for (const model::written& item : sets_[index].items) {
      if (!item.text.starts_with('@')) continue;
      const auto inner = find(item);
      if (inner) check_use(item, *inner, level);
    }
    path_.pop_back();
    states_[index] = state::done;
  }

  void check_use(const model::written& use, std::size_t inner, int level) {
    sound_ = sound_ && states_[inner] != state::open && level < most_levels;
    if (states_[inner] == state::open) {
      out_.add(rule::set_cycle, use.at, "permission sets contain one another: " + cycle_from(inner),
               "take one of them out of the other");
    } else if (level == most_levels) {
      out_.add(rule::too_deep, use.at, "permission sets are nested more than 32 deep",
               "name the permissions themselves");
    } else {
      check_set(inner, level + 1);
    }
  }

  std::string cycle_from(std::size_t first) const {
    std::string out;
    for (auto it = std::ranges::find(path_, first); it != path_.end(); ++it)
      out += "@" + sets_[*it].name.text + " -> ";
    return out + "@" + sets_[first].name.text;
  }

  void walk(std::size_t index, const base::source_range& at) {
    if (visited_[index] || via_.size() == most_levels) return;
    visited_[index] = true;
    via_.push_back(sets_[index].name.text);
    for (const model::written& item : sets_[index].items) {
      if (!item.text.starts_with('@')) {
        result_.push_back({item.text, at, via_});
      } else if (const auto inner = known(item)) {
        walk(*inner, at);
      }
    }
    via_.pop_back();
  }

  /// As find(), for what check() has judged already.
  std::optional<std::size_t> known(const model::written& use) {
    const bool report = std::exchange(all_known_, false);
    const auto found = find(use);
    all_known_ = report;
    return found;
  }

  const std::vector<model::permission_set>& sets_;
  bool all_known_;
  bool sound_ = true;
  findings& out_;
  std::vector<state> states_;
  std::vector<std::size_t> path_;
  std::vector<bool> visited_;
  std::vector<std::string> via_;
  std::vector<model::permission> result_;
};

void expand_role(const subject& about, model::role& r, set_graph& sets, findings& out) {
  const bool wrote_some = !r.permissions.empty();
  const base::source_range at = wrote_some ? r.permissions.front().at : r.name.at;
  for (const model::permission& item : r.permissions) {
    if (item.name.starts_with('@')) r.sets.push_back({item.name.substr(1), item.at});
  }
  r.permissions = sets.expand(r.permissions);
  if (wrote_some && r.permissions.empty() && sets.sound()) {
    out.add(rule::no_permissions, at,
            "role " + quote(r.name.text) + " has no permissions: its sets are empty",
            "write permissions: [] if that is meant", {}, about.text());
  }
}

} // namespace

void expand_permission_sets(draft& of, findings& out) {
  set_graph sets(of.policy.permission_sets, !of.missing.sets, out);
  sets.check();
  const auto expand_all = [&](std::vector<model::role>& roles, std::string_view kind, const subject* within) {
    for (model::role& r : roles) expand_role({within, kind, r.name.text}, r, sets, out);
  };
  if (of.policy.roles) expand_all(*of.policy.roles, "role", nullptr);
  expand_all(of.policy.project_roles, "project_role", nullptr);
  for (model::project& p : of.policy.projects) {
    const subject project{nullptr, "project", p.key.text};
    if (p.roles) expand_all(*p.roles, "role", &project);
  }
}

} // namespace rolecall::policy
