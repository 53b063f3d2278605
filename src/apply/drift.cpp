#include "apply/drift.hpp"

#include "apply/items.hpp"
#include "apply/judge.hpp"
#include "apply/words.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace rolecall::apply {
namespace {

using model::list_kind;
using model::list_ref;
using plan::listed_item;

/// An operation as it shows in the lists: where, on which item, and which name it gives.
struct trace {
  list_ref list;
  std::string item; ///< empty: it makes a new one
  std::string name; ///< that it gives; may be empty
};

struct trace_finder {
  const ids& known;
  const model::organization& now;
  trace& out;

  void operator()(const plan::create_project& what) const { out.name = what.name; }
  void operator()(const plan::invite_user& what) const {
    out.item = what.expired_id;
    out.name = what.email;
  }
  void operator()(const plan::create_role& what) const { out.name = what.name; }
  void operator()(const plan::update_role& what) const {
    out.item = what.role_id;
    out.name = what.name.to;
  }
  void operator()(const plan::delete_role& what) const { out.item = what.role_id; }
  void operator()(const plan::create_group& what) const { out.name = what.name; }
  void operator()(const plan::rename_group& what) const {
    out.item = what.group_id;
    out.name = what.name.to;
  }
  void operator()(const plan::delete_group& what) const { out.item = what.group_id; }
  void operator()(const plan::add_member& what) const { out.item = what.user_id; }
  void operator()(const plan::remove_member& what) const { out.item = what.user_id; }
  void operator()(const plan::assign_role&) const { out.item = item_of_role(known.role, now); }
  void operator()(const plan::unassign_role& what) const { out.item = item_of_role(what.role_id, now); }
  void operator()(const plan::leave_project& what) const { out.item = what.principal_id; }
};

using made_ids = std::map<std::size_t, std::string>;

/// The ids that an operation works with; nothing where it waits for one that is not made yet.
std::optional<ids> known_ids(const plan::operation& op, const made_ids& made) {
  bool all = true;
  const auto id_of = [&](const plan::target& of) -> std::string {
    if (!of.made_by) return of.id;
    const auto found = made.find(*of.made_by);
    all = all && found != made.end();
    return found == made.end() ? std::string() : found->second;
  };
  ids out;
  if (const auto* assign = std::get_if<plan::assign_role>(&op.what)) {
    out.project = id_of(assign->project);
    out.principal = id_of(assign->principal);
    out.role = id_of(assign->role);
  } else if (const auto* create = std::get_if<plan::create_role>(&op.what)) {
    out.project = id_of(create->project);
  } else if (const auto* join = std::get_if<plan::add_member>(&op.what)) {
    out.principal = id_of(join->group);
  }
  if (!all) return std::nullopt;
  return out;
}

bool is_passing(const plan::action& what) {
  if (const auto* role = std::get_if<plan::update_role>(&what))
    return role->name.to == model::passing_name(role->role_id);
  const auto* group = std::get_if<plan::rename_group>(&what);
  return group && group->name.to == model::passing_name(group->group_id);
}

/// What the item was, as far as an operation on it tells.
struct words_before {
  std::string operator()(const plan::update_role& what) const {
    return words(what.name.from, what.before.permissions);
  }
  std::string operator()(const plan::rename_group& what) const {
    return "group " + base::quoted(what.name.from);
  }
  std::string operator()(const auto&) const { return {}; }
};

class comparing {
public:
  comparing(const plan::plan& p, const model::organization& now) : p_(p), now_(now) {}

  since_then run() {
    note_deleted_groups();
    for (std::size_t i = 0; i < p_.operations.size(); ++i) trace_operation(i);
    for (const plan::precondition& must_be : p_.preconditions) compare(must_be);
    settle_passing();
    return std::move(out_);
  }

private:
  /// With a group everything goes that was in it and that it held.
  void note_deleted_groups() {
    if (!now_.has_read({list_kind::groups, {}, {}})) return;
    for (const plan::operation& op : p_.operations) {
      const auto* group = std::get_if<plan::delete_group>(&op.what);
      if (group && !now_.group(group->group_id)) deleted_groups_.insert(group->group_id);
    }
  }

  [[nodiscard]] bool went_with_its_group(const plan::action& what) const {
    if (const auto* left = std::get_if<plan::remove_member>(&what))
      return deleted_groups_.contains(left->group_id);
    if (const auto* lost = std::get_if<plan::unassign_role>(&what))
      return deleted_groups_.contains(lost->principal_id);
    const auto* out = std::get_if<plan::leave_project>(&what);
    return out && deleted_groups_.contains(out->principal_id);
  }

  void trace_operation(std::size_t i) {
    if (went_with_its_group(p_.operations[i].what)) out_.made.emplace(i, std::string());
    const plan::operation& op = p_.operations[i];
    const auto known = known_ids(op, out_.made);
    if (!known) return;
    trace t;
    t.list = list_of(op, *known);
    std::visit(trace_finder{*known, now_, t}, op.what);
    const list_ref list = t.list;
    by_list_[list].push_back(i);
    traces_.emplace(i, std::move(t));
    if (out_.made.contains(i)) return;
    if (!now_.has_read(list)) {
      if (!now_.unreadable.contains(list)) out_.unseen.insert(list);
      return;
    }
    if (!now_.has_read(list)) return;
    const auto [found, is_new] = answers_.try_emplace(list);
    if (is_new) found->second = answer_of(list, now_);
    const api::list_answer& answer = found->second;
    const judgement is = judge(op, *known, answer);
    if (is.is == verdict::reached && proves(op, *known, answer)) out_.made.emplace(i, is.id);
  }

  void compare(const plan::precondition& must_be) {
    if (deleted_groups_.contains(must_be.list.principal_id)) return;
    if (now_.missing.contains(must_be.list)) return gone(must_be.list);
    if (!now_.has_read(must_be.list)) return;
    const std::vector<listed_item> all = items_of(must_be.list, now_);
    if (digest_of(all) == must_be.digest) return;
    for (const listed_item& was : must_be.items) compare_item(must_be.list, was, all);
    for (const listed_item& is : all) {
      const bool expected = std::ranges::count(must_be.items, is.id, &listed_item::id) > 0;
      const bool unwanted = std::ranges::count(must_be.absent, is.id) > 0 || takes_absent(must_be, is);
      const bool any = must_be.whole && !is_owner_item(is.id);
      if (!expected && (any || unwanted) && !explains_new(must_be.list, is))
        drift(must_be.list, is.id, is.name, "not there", words_of(must_be.list, is.id, now_));
      else if (expected && unwanted && !explains_new(must_be.list, is))
        drift(must_be.list, is.id, is.name, "another name", words_of(must_be.list, is.id, now_));
    }
  }

  [[nodiscard]] bool takes_absent(const plan::precondition& must_be, const listed_item& is) const {
    return std::ranges::count(must_be.absent, is.name) > 0 && takes_name(must_be.list, is.id, now_);
  }

  void compare_item(const list_ref& list, const listed_item& was, const std::vector<listed_item>& all) {
    const auto is = std::ranges::find(all, was.id, &listed_item::id);
    if (is == all.end()) {
      if (!explains_end(list, was.id)) drift(list, was.id, was.name, words_then(list, was), "gone");
    } else if (is->digest != was.digest && !explains_change(list, was)) {
      drift(list, was.id, was.name, words_then(list, was), words_of(list, was.id, now_));
    }
  }

  void gone(const list_ref& list) {
    out_.drift.push_back({model::to_string(list), "there", "gone: the server knows no such list any more"});
  }

  /// The operations on an item of a list, in order.
  [[nodiscard]] std::vector<std::size_t> on(const list_ref& list, const std::string& item) const {
    std::vector<std::size_t> out;
    const auto found = by_list_.find(list);
    if (found == by_list_.end()) return out;
    for (const std::size_t i : found->second) {
      if (traces_.at(i).item == item) out.push_back(i);
    }
    return out;
  }

  template <class... Actions>
  [[nodiscard]] bool is_made(std::size_t i) const {
    const bool kind = (std::holds_alternative<Actions>(p_.operations[i].what) || ...);
    return kind && out_.made.contains(i);
  }

  [[nodiscard]] bool explains_end(const list_ref& list, const std::string& item) const {
    if (list.kind == list_kind::project_groups && deleted_groups_.contains(item)) return true;
    if (went_with_its_role(item)) return true;
    if (is_owner_item(item) && is_taken_from(item)) return true;
    return std::ranges::any_of(on(list, item), [&](std::size_t i) {
      return is_made<plan::delete_role, plan::delete_group, plan::remove_member, plan::unassign_role,
                     plan::leave_project>(i) ||
             std::holds_alternative<plan::invite_user>(p_.operations[i].what);
    });
  }

  /// Of an owner of two kinds the plan may end one, and the list of users may tell only that one. Whether it
  /// has ended is told by a list that may not have been read yet.
  [[nodiscard]] bool is_taken_from(const std::string& owner) const {
    for (std::size_t i = 0; i < p_.operations.size(); ++i) {
      const auto* lost = std::get_if<plan::unassign_role>(&p_.operations[i].what);
      if (!lost || !lost->project_id.empty() || owner_item(lost->principal_id) != owner) continue;
      const list_ref held = model::grants_of({}, lost->kind, lost->principal_id);
      if (out_.made.contains(i) || (!now_.has_read(held) && !now_.unreadable.contains(held))) return true;
    }
    return false;
  }

  /// A role that a principal held, and that the plan deletes.
  [[nodiscard]] bool went_with_its_role(const std::string& item) const {
    return std::ranges::any_of(out_.made, [&](const auto& made) {
      const auto* role = std::get_if<plan::delete_role>(&p_.operations[made.first].what);
      return role && role->role_id == item;
    });
  }

  /// A new item, or one with a name that the plan gives.
  [[nodiscard]] bool explains_new(const list_ref& list, const listed_item& is) const {
    const auto found = by_list_.find(list);
    if (found == by_list_.end()) return false;
    return std::ranges::any_of(found->second, [&](std::size_t i) {
      const trace& t = traces_.at(i);
      const auto* ended = std::get_if<plan::unassign_role>(&p_.operations[i].what);
      if (ended && ended->demotes && is.id == "predefined:reader" && out_.made.contains(i)) return true;
      const bool joins = t.item == is.id && is_made<plan::add_member, plan::assign_role>(i);
      const bool renamed =
          t.item == is.id && t.name == is.name && is_made<plan::update_role, plan::rename_group>(i);
      const bool made = out_.made.contains(i) && !is.id.empty() && out_.made.at(i) == is.id;
      return joins || renamed ||
             (made &&
              is_made<plan::create_role, plan::create_group, plan::create_project, plan::invite_user>(i));
    });
  }

  /// Between what it was and what the plan makes of it, in every respect.
  [[nodiscard]] bool explains_change(const list_ref& list, const listed_item& was) const {
    if (list.kind == list_kind::groups) return explains_renamed_group(was);
    const bool roles = list.kind == list_kind::organization_roles || list.kind == list_kind::project_roles;
    if (!roles) return false;
    const model::live_role* is = nullptr;
    for (const model::live_role& role : now_.roles) {
      if (role.id == was.id && role.project_id == list.project_id) is = &role;
    }
    bool name = is->name == was.name;
    bool body = true;
    bool any = false;
    for (const std::size_t i : on(list, was.id)) {
      const auto* what = std::get_if<plan::update_role>(&p_.operations[i].what);
      if (!what) continue;
      any = true;
      name = name || is->name == what->name.to;
      const auto described = [&](const plan::role_body& as) {
        return as.description.value_or("") == is->description.value_or("");
      };
      body = body &&
             (is->permissions == what->before.permissions || is->permissions == what->after.permissions) &&
             (described(what->before) || (what->after.description && described(what->after)));
    }
    return any && name && body;
  }

  [[nodiscard]] bool explains_renamed_group(const listed_item& was) const {
    const list_ref list{list_kind::groups, {}, {}};
    const model::live_group* is = now_.group(was.id);
    return is && is->owner == model::group_owner::organization &&
           std::ranges::any_of(on(list, was.id),
                               [&](std::size_t i) { return traces_.at(i).name == is->name; });
  }

  [[nodiscard]] std::string words_then(const list_ref& list, const listed_item& was) const {
    for (const std::size_t i : on(list, was.id)) {
      if (std::string words = std::visit(words_before{}, p_.operations[i].what); !words.empty()) return words;
    }
    return was.digest.empty() ? "there" : "as the plan found it";
  }

  void drift(const list_ref& list, const std::string& id, const std::string& name, std::string expected,
             std::string found) {
    const auto ops = on(list, id);
    const std::string shown = name.empty() ? name_of(list, id, now_) : name;
    std::string what = base::printable(id);
    if (!shown.empty()) what = base::quoted(shown) + " (" + what + ")";
    what += " in " + model::to_string(list);
    if (!ops.empty()) what = p_.operations[ops.front()].at.text() + ": " + what;
    out_.drift.push_back({std::move(what), std::move(expected), std::move(found)});
  }

  /// A name that is only passed through on the way to another counts as given once the other is.
  void settle_passing() {
    for (const auto& [i, t] : traces_) {
      if (!is_passing(p_.operations[i].what)) continue;
      for (const std::size_t later : on(t.list, t.item)) {
        if (later > i && out_.made.contains(later) &&
            takes_up(p_.operations[i].what, p_.operations[later].what))
          out_.made.emplace(i, t.item);
      }
    }
  }
  static bool takes_up(const plan::action& first, const plan::action& second) {
    const auto name = [](const plan::action& what) -> const plan::rename* {
      if (const auto* role = std::get_if<plan::update_role>(&what)) return &role->name;
      const auto* group = std::get_if<plan::rename_group>(&what);
      return group ? &group->name : nullptr;
    };
    return name(first) && name(second) && name(second)->from == name(first)->to;
  }

  const plan::plan& p_;
  const model::organization& now_;
  since_then out_;
  std::set<std::string> deleted_groups_;
  std::map<list_ref, api::list_answer> answers_;
  std::map<list_ref, std::vector<std::size_t>> by_list_;
  std::map<std::size_t, trace> traces_;
};

} // namespace

since_then compare_with_now(const plan::plan& p, const model::organization& now) {
  return comparing(p, now).run();
}

std::vector<model::list_ref> lists_to_compare(const plan::plan& p, const model::organization& now,
                                              const since_then& so_far) {
  std::vector<list_ref> top;
  std::set<list_ref> rest = so_far.unseen;
  for (const plan::precondition& must_be : p.preconditions) {
    const list_ref& list = must_be.list;
    if (now.has_read(list) || now.unreadable.contains(list)) continue;
    if (list.project_id.empty() && list.principal_id.empty())
      top.push_back(list);
    else
      rest.insert(list);
  }
  if (!top.empty()) return top;
  return {rest.begin(), rest.end()};
}

} // namespace rolecall::apply
