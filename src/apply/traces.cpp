#include "apply/traces.hpp"

#include "apply/indexed_list.hpp"
#include "apply/items.hpp"
#include "apply/judge.hpp"

#include <optional>

namespace rolecall::apply {
namespace {

using model::list_kind;
using model::list_ref;

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

/// The ids that an operation works with; nothing where it waits for one that is not made yet.
std::optional<ids> known_ids(const plan::operation& op, const std::map<std::size_t, std::string>& made) {
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

class tracing {
public:
  tracing(const plan::plan& p, const model::organization& now) : p_(p), now_(now) {}

  traces run() {
    note_deleted_groups();
    for (std::size_t i = 0; i < p_.operations.size(); ++i) trace_operation(i);
    settle_passing();
    return std::move(out_);
  }

private:
  /// With a group everything goes that was in it and that it held.
  void note_deleted_groups() {
    if (!now_.has_read({list_kind::groups, {}, {}})) return;
    for (const plan::operation& op : p_.operations) {
      const auto* group = std::get_if<plan::delete_group>(&op.what);
      if (group && !now_.group(group->group_id)) out_.deleted_groups.insert(group->group_id);
    }
  }

  [[nodiscard]] bool went_with_its_group(const plan::action& what) const {
    if (const auto* left = std::get_if<plan::remove_member>(&what))
      return out_.deleted_groups.contains(left->group_id);
    if (const auto* lost = std::get_if<plan::unassign_role>(&what))
      return out_.deleted_groups.contains(lost->principal_id);
    const auto* out = std::get_if<plan::leave_project>(&what);
    return out && out_.deleted_groups.contains(out->principal_id);
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
    out_.on_item[{list, t.item}].push_back(i);
    if (const auto* assign = std::get_if<plan::assign_role>(&op.what)) note_entry(*assign, *known);
    const trace& traced = out_.of.emplace(i, std::move(t)).first->second;
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
    out_.entries.emplace(list_ref{kind, known.project, {}}, known.principal);
  }

  /// A name that is only passed through on the way to another counts as given once the other is.
  void settle_passing() {
    for (const auto& [i, t] : out_.of) {
      if (!is_passing(p_.operations[i].what)) continue;
      for (const std::size_t later : out_.on(t.list, t.item)) {
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
  traces out_;
  std::map<list_ref, indexed_list> answers_;
};

} // namespace

const std::vector<std::size_t>& traces::on(const list_ref& list, const std::string& item) const {
  static const std::vector<std::size_t> none;
  const auto found = on_item.find({list, item});
  return found == on_item.end() ? none : found->second;
}

traces find_traces(const plan::plan& p, const model::organization& now) { return tracing(p, now).run(); }

} // namespace rolecall::apply
