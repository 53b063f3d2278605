#include "apply/drift.hpp"

#include "apply/indexed_list.hpp"
#include "apply/items.hpp"
#include "apply/judge.hpp"
#include "apply/words.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

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

bool changes_content(const plan::update_role& what) {
  return what.after.description || what.before.permissions != what.after.permissions;
}

/// Whether a role permits, and is described, as before or after the change.
bool is_between(const plan::update_role& what, const model::live_role& is) {
  const auto described = [&](const plan::role_body& as) {
    return as.description.value_or("") == is.description.value_or("");
  };
  return (is.permissions == what.before.permissions || is.permissions == what.after.permissions) &&
         (described(what.before) || (what.after.description && described(what.after)));
}

using item_key = std::pair<list_ref, std::string>;

/// The thing made in this plan that the operation puts somebody into, or gives something. What a user holds
/// in a new project he may hold through a group.
std::optional<std::size_t> fills(const plan::action& what) {
  if (const auto* join = std::get_if<plan::add_member>(&what)) return join->group.made_by;
  const auto* assign = std::get_if<plan::assign_role>(&what);
  if (!assign || assign->kind == model::principal_kind::user) return std::nullopt;
  return assign->principal.made_by ? assign->principal.made_by : assign->project.made_by;
}

class comparing {
public:
  comparing(const plan::plan& p, const model::organization& now) : p_(p), now_(now) {}

  since_then run() {
    note_deleted_groups();
    for (std::size_t i = 0; i < p_.operations.size(); ++i) trace_operation(i);
    for (const auto& [i, id] : out_.made) note_made(i, id);
    note_ended_owners();
    note_found();
    for (const plan::precondition& must_be : p_.preconditions) compare(must_be);
    for (const auto& [list, by] : found_) compare_found(list, by);
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
    on_item_[{list, t.item}].push_back(i);
    if (const auto* assign = std::get_if<plan::assign_role>(&op.what)) note_entry(*assign, *known);
    const trace& traced = traces_.emplace(i, std::move(t)).first->second;
    if (out_.made.contains(i)) return;
    if (!now_.has_read(list)) {
      if (!now_.unreadable.contains(list)) out_.unseen.insert(list);
      return;
    }
    const api::list_answer answer = answer_about(traced);
    const judgement is = judge(op, *known, answer);
    if (is.is == verdict::reached && proves(op, *known, answer)) out_.made.emplace(i, is.id);
  }

  /// Of its list what the judgement on it needs.
  api::list_answer answer_about(const trace& t) {
    auto found = answers_.find(t.list);
    if (found == answers_.end()) found = answers_.emplace(t.list, answer_of(t.list, now_)).first;
    return found->second.about(t.item, t.name);
  }

  void note_entry(const plan::assign_role& what, const ids& known) {
    if (known.project.empty()) return;
    const bool group = what.kind == model::principal_kind::group;
    const list_kind kind = group ? list_kind::project_groups : list_kind::project_users;
    entries_.emplace(list_ref{kind, known.project, {}}, known.principal);
  }

  static bool creates(const plan::action& what) {
    return std::holds_alternative<plan::create_role>(what) ||
           std::holds_alternative<plan::create_group>(what) ||
           std::holds_alternative<plan::create_project>(what) ||
           std::holds_alternative<plan::invite_user>(what);
  }

  void note_made(std::size_t i, const std::string& id) {
    const plan::action& what = p_.operations[i].what;
    if (const auto* role = std::get_if<plan::delete_role>(&what)) deleted_roles_.insert(role->role_id);
    const auto* lost = std::get_if<plan::unassign_role>(&what);
    if (lost && lost->project_id.empty() && lost->demotes)
      demoted_.insert(model::grants_of({}, lost->kind, lost->principal_id));
    if (creates(what) && !id.empty()) made_items_.emplace(traces_.at(i).list, id);
  }

  /// Of an owner of two kinds the plan may end one, and the list of users may tell only that one. Whether it
  /// has ended is told by a list that may not have been read yet.
  void note_ended_owners() {
    for (std::size_t i = 0; i < p_.operations.size(); ++i) {
      const auto* lost = std::get_if<plan::unassign_role>(&p_.operations[i].what);
      if (!lost || !lost->project_id.empty()) continue;
      const list_ref held = model::grants_of({}, lost->kind, lost->principal_id);
      if (out_.made.contains(i) || (!now_.has_read(held) && !now_.unreadable.contains(held)))
        ended_owners_.insert(owner_item(lost->principal_id));
    }
  }

  /// Things that are found made by their names: somebody else may have made them, with others in them.
  void note_found() {
    for (const auto& [i, id] : out_.made) {
      if (id.empty()) continue;
      for (list_ref& list : lists_inside(p_.operations[i].what, id)) found_.emplace(std::move(list), i);
    }
    for (const auto& [i, t] : traces_) {
      if (const auto made_by = fills(p_.operations[i].what)) found_.emplace(t.list, *made_by);
    }
    for (const auto& [list, by] : found_) {
      if (!now_.has_read(list) && !now_.unreadable.contains(list)) out_.unseen.insert(list);
    }
  }

  void compare_found(const list_ref& list, std::size_t by) {
    if (now_.missing.contains(list)) return gone(list);
    if (!now_.has_read(list)) return;
    for (const listed_item& is : items_of(list, now_)) {
      if (!explains_new(list, is) && !entries_.contains({list, is.id})) drift(list, is, "not there", by);
    }
  }

  void compare(const plan::precondition& must_be) {
    if (deleted_groups_.contains(must_be.list.principal_id)) return;
    if (now_.missing.contains(must_be.list)) return gone(must_be.list);
    if (!now_.has_read(must_be.list)) return;
    const std::vector<listed_item> all = items_of(must_be.list, now_);
    if (digest_of(all) == must_be.digest) return;
    std::set<std::string_view> known;
    for (const listed_item& was : must_be.items) {
      known.insert(was.id);
      compare_item(must_be.list, was, all);
    }
    const std::set<std::string_view> absent(must_be.absent.begin(), must_be.absent.end());
    for (const listed_item& is : all) {
      const bool expected = known.contains(is.id);
      const bool takes = absent.contains(is.name) && takes_name(must_be.list, is.id, now_);
      const bool unwanted = takes || absent.contains(is.id);
      const bool any = must_be.whole && !is_owner_item(is.id);
      if (!expected && (any || unwanted) && !explains_new(must_be.list, is))
        drift(must_be.list, is, "not there");
      else if (expected && unwanted && !explains_new(must_be.list, is))
        drift(must_be.list, is, "another name");
    }
  }

  void compare_item(const list_ref& list, const listed_item& was, const std::vector<listed_item>& all) {
    const auto is = std::ranges::lower_bound(all, was.id, {}, &listed_item::id);
    if (is == all.end() || is->id != was.id) {
      if (!explains_end(list, was.id)) drift(list, was.id, was.name, words_then(list, was), "gone");
    } else if (is->digest != was.digest && !explains_change(list, was)) {
      drift(list, was.id, was.name, words_then(list, was), words_of(list, was.id, now_));
    }
  }

  void gone(const list_ref& list) {
    out_.drift.push_back({model::to_string(list), "there", "gone: the server knows no such list any more"});
  }

  /// The operations on an item of a list, in order.
  [[nodiscard]] const std::vector<std::size_t>& on(const list_ref& list, const std::string& item) const {
    static const std::vector<std::size_t> none;
    const auto found = on_item_.find({list, item});
    return found == on_item_.end() ? none : found->second;
  }

  template <class... Actions>
  [[nodiscard]] bool is_made(std::size_t i) const {
    const bool kind = (std::holds_alternative<Actions>(p_.operations[i].what) || ...);
    return kind && out_.made.contains(i);
  }

  [[nodiscard]] bool explains_end(const list_ref& list, const std::string& item) const {
    if (list.kind == list_kind::project_groups && deleted_groups_.contains(item)) return true;
    if (deleted_roles_.contains(item)) return true; // a role that a principal held
    if (is_owner_item(item) && ended_owners_.contains(item)) return true;
    return std::ranges::any_of(on(list, item), [&](std::size_t i) {
      return is_made<plan::delete_role, plan::delete_group, plan::remove_member, plan::unassign_role,
                     plan::leave_project>(i) ||
             std::holds_alternative<plan::invite_user>(p_.operations[i].what);
    });
  }

  /// A new item, or one with a name that the plan gives.
  [[nodiscard]] bool explains_new(const list_ref& list, const listed_item& is) const {
    if (made_items_.contains({list, is.id})) return true;
    if (is.id == "predefined:reader" && demoted_.contains(list)) return true;
    return std::ranges::any_of(on(list, is.id), [&](std::size_t i) {
      const bool renamed = traces_.at(i).name == is.name && is_made<plan::update_role, plan::rename_group>(i);
      return renamed || is_made<plan::add_member, plan::assign_role>(i);
    });
  }

  /// Between what it was and what the plan makes of it, in every respect.
  [[nodiscard]] bool explains_change(const list_ref& list, const listed_item& was) const {
    if (list.kind == list_kind::groups) return explains_renamed_group(was);
    const bool roles = list.kind == list_kind::organization_roles || list.kind == list_kind::project_roles;
    if (!roles) return false;
    const model::live_role* is = custom_role(list, was.id, now_);
    bool name = is->name == was.name;
    const plan::update_role* tells = nullptr; // of content: who only renames leaves it as it is
    for (const std::size_t i : on(list, was.id)) {
      const auto* what = std::get_if<plan::update_role>(&p_.operations[i].what);
      if (!what) continue;
      name = name || is->name == what->name.to;
      if (!tells || changes_content(*what)) tells = what;
    }
    return tells && name && is_between(*tells, *is);
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

  /// Something that is in the list now; `by`: the operation that it concerns, if it is on no item there.
  void drift(const list_ref& list, const listed_item& is, std::string expected,
             std::optional<std::size_t> by = {}) {
    const std::string found = is.digest.empty() ? "there" : words_of(list, is.id, now_);
    drift(list, is.id, is.name, std::move(expected), found, by);
  }

  void drift(const list_ref& list, const std::string& id, const std::string& name, std::string expected,
             std::string found, std::optional<std::size_t> by = {}) {
    const auto& ops = on(list, id);
    if (!ops.empty()) by = ops.front();
    const std::string shown = name.empty() ? name_of(list, id, now_) : name;
    std::string what = base::printable(id);
    if (!shown.empty()) what = base::quoted(shown) + " (" + what + ")";
    what += " in " + model::to_string(list);
    if (by) what = p_.operations[*by].at.text() + ": " + what;
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
  std::set<std::string> deleted_roles_;
  std::set<std::string>
      ended_owners_;              ///< items of whom the plan has taken, perhaps, an organization role from
  std::set<list_ref> demoted_;    ///< lists of whom it has made a reader, perhaps
  std::set<item_key> made_items_; ///< by creations
  std::set<item_key> entries_;    ///< who gets a role in a project, in the list of who is in it
  std::map<list_ref, std::size_t> found_; ///< lists of things that were found by name, and who makes those
  std::map<list_ref, indexed_list> answers_;
  std::map<item_key, std::vector<std::size_t>> on_item_;
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
