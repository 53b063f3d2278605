#include "planner/comparing.hpp"

#include <map>

// Renames whose names others want. A rename that nobody waits for, to a name that nobody has, stays one
// operation with whatever else changes. Any other stands alone, before all creations: nothing but names
// depends on names then. Where renames go round in a circle, or the name is free only after a deletion, a
// thing bears a passing name meanwhile.

namespace rolecall::planner {
namespace {

class untangling {
public:
  explicit untangling(comparing& c) : c_(c) {}

  void run() {
    index();
    for (std::size_t i = 0; i < c_.out.drafts.size(); ++i) {
      if (is_rename(i) && is_entangled(i)) entangled_.push_back(i);
    }
    for (const std::size_t i : entangled_) split_content(i);
    for (const std::size_t i : entangled_) {
      if (needs_passing_name(i)) pass_through(i);
    }
    for (const std::size_t i : entangled_) c_.out.drafts[i].turn = turn_of(i);
    for (draft& d : second_steps_) c_.out.drafts.push_back(std::move(d));
  }

private:
  [[nodiscard]] draft& at(std::size_t i) { return c_.out.drafts[i]; }
  [[nodiscard]] bool is_rename(std::size_t i) { return !at(i).frees.empty() && !at(i).takes.empty(); }

  void index() {
    for (std::size_t i = 0; i < c_.out.drafts.size(); ++i) {
      const draft& d = c_.out.drafts[i];
      if (!d.frees.empty()) freed_by_.emplace(d.frees, i);
      if (!d.takes.empty()) wanted_.insert(d.takes);
    }
  }

  bool is_entangled(std::size_t i) {
    return wanted_.contains(at(i).frees) || freed_by_.contains(at(i).takes);
  }

  /// What else changes becomes an operation of its own, which waits for what access demands and not for
  /// names.
  void split_content(std::size_t i) {
    auto* what = std::get_if<plan::update_role>(&at(i).op.what);
    if (!what) return;
    const bool described = what->after.description.has_value();
    if (described || what->before.permissions != what->after.permissions) {
      draft rest = at(i);
      auto& change = std::get<plan::update_role>(rest.op.what);
      change.name.from = change.name.to;
      rest.op.previous.reset();
      rest.frees.clear();
      rest.takes.clear();
      second_steps_.push_back(std::move(rest));
    }
    what->after.description.reset();
    what->after.permissions = what->before.permissions;
  }

  /// The rename that frees the name which `i` takes; none: it is free, or a deletion frees it.
  std::optional<std::size_t> rename_before(std::size_t i) {
    const auto other = freed_by_.find(at(i).takes);
    if (other == freed_by_.end() || !is_rename(other->second)) return std::nullopt;
    return other->second;
  }

  bool needs_passing_name(std::size_t i) {
    const auto holder = freed_by_.find(at(i).takes);
    if (holder != freed_by_.end() && !is_rename(holder->second)) return true; // a deletion, which comes late
    std::size_t steps = 0;
    for (auto next = rename_before(i); next; next = rename_before(*next)) {
      if (*next == i) return is_first_of_circle(i);
      if (++steps > c_.out.drafts.size()) return false; // leads into a circle that it is not part of
    }
    return false;
  }

  /// Once in each circle; the same one whatever the order of the drafts.
  bool is_first_of_circle(std::size_t i) {
    const std::string mine = at(i).op.at.text();
    for (auto next = rename_before(i); next && *next != i; next = rename_before(*next)) {
      if (at(*next).op.at.text() < mine) return false;
    }
    return true;
  }

  void pass_through(std::size_t i) {
    draft& first = at(i);
    draft second = first;
    std::string passing;
    if (auto* role = std::get_if<plan::update_role>(&first.op.what)) {
      passing = model::passing_name(role->role_id);
      std::get<plan::update_role>(second.op.what).name.from = passing;
      role->name.to = passing;
    } else if (auto* group = std::get_if<plan::rename_group>(&first.op.what)) {
      passing = model::passing_name(group->group_id);
      std::get<plan::rename_group>(second.op.what).name.from = passing;
      group->name.to = passing;
    }
    const std::string kind = first.op.at.parts().back().kind;
    const model::address passing_address =
        c_.want.scope_address(first.at) / model::address_part{kind, {passing, {}}};
    first.op.at = passing_address;
    second.op.previous = passing_address;
    first.takes = second.frees = name_key(kind.c_str(), c_.text(first.at.project), passing);
    const auto holder = freed_by_.find(second.takes);
    const bool after_deletion = holder != freed_by_.end() && !is_rename(holder->second);
    if (after_deletion) second.op.stage = plan::stage::deletion;
    second.turn = last_turn;
    second_steps_.push_back(std::move(second));
  }

  /// Longer chains of names that must become free first come later.
  int turn_of(std::size_t i) {
    int turn = 1;
    for (auto next = rename_before(i); next && turn < last_turn; next = rename_before(*next)) ++turn;
    return turn;
  }

  static constexpr int last_turn = 1'000'000;

  comparing& c_;
  std::map<std::string, std::size_t> freed_by_; // names that drafts give up
  std::set<std::string> wanted_;                // names that drafts need
  std::vector<std::size_t> entangled_;
  std::vector<draft> second_steps_;
};

} // namespace

void untangle_names(comparing& c) { untangling(c).run(); }

} // namespace rolecall::planner
