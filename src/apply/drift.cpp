#include "apply/drift.hpp"

#include "apply/explanations.hpp"
#include "apply/items.hpp"
#include "apply/judge.hpp"
#include "apply/words.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace rolecall::apply {
namespace {

using model::list_ref;
using plan::listed_item;

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
  comparing(const plan::plan& p, const model::organization& now)
      : p_(p), now_(now), seen_(find_traces(p, now)), explained_(p, now, seen_) {}

  since_then run() {
    note_found();
    for (const plan::precondition& must_be : p_.preconditions) compare(must_be);
    for (const auto& [list, by] : found_) compare_found(list, by);
    return {std::move(drift_), std::move(seen_.made), std::move(seen_.unseen)};
  }

private:
  /// Things that are found made by their names: somebody else may have made them, with others in them.
  void note_found() {
    for (const auto& [i, id] : seen_.made) {
      if (id.empty()) continue;
      for (list_ref& list : lists_inside(p_.operations[i].what, id)) found_.emplace(std::move(list), i);
    }
    for (const auto& [i, t] : seen_.of) {
      if (const auto made_by = fills(p_.operations[i].what)) found_.emplace(t.list, *made_by);
    }
    for (const auto& [list, by] : found_) {
      if (!now_.has_read(list) && !now_.unreadable.contains(list)) seen_.unseen.insert(list);
    }
  }

  void compare_found(const list_ref& list, std::size_t by) {
    if (now_.missing.contains(list)) return gone(list);
    if (!now_.has_read(list)) return;
    for (const listed_item& is : items_of(list, now_)) {
      if (!explained_.of_new(list, is) && !seen_.entries.contains({list, is.id}))
        drift(list, is, "not there", by);
    }
  }

  void compare(const plan::precondition& must_be) {
    if (seen_.deleted_groups.contains(must_be.list.principal_id)) return;
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
      if (!expected && (any || unwanted) && !explained_.of_new(must_be.list, is))
        drift(must_be.list, is, "not there");
      else if (expected && unwanted && !explained_.of_new(must_be.list, is))
        drift(must_be.list, is, "another name");
    }
  }

  void compare_item(const list_ref& list, const listed_item& was, const std::vector<listed_item>& all) {
    const auto is = std::ranges::lower_bound(all, was.id, {}, &listed_item::id);
    if (is == all.end() || is->id != was.id) {
      if (!explained_.of_end(list, was.id)) drift(list, was.id, was.name, words_then(list, was), "gone");
    } else if (is->digest != was.digest && !explained_.of_change(list, was)) {
      drift(list, was.id, was.name, words_then(list, was), words_of(list, was.id, now_));
    }
  }

  void gone(const list_ref& list) {
    drift_.push_back({model::to_string(list), "there", "gone: the server knows no such list any more"});
  }

  [[nodiscard]] std::string words_then(const list_ref& list, const listed_item& was) const {
    for (const std::size_t i : seen_.on(list, was.id)) {
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
    const auto& ops = seen_.on(list, id);
    if (!ops.empty()) by = ops.front();
    const std::string shown = name.empty() ? name_of(list, id, now_) : name;
    std::string what = base::printable(id);
    if (!shown.empty()) what = base::quoted(shown) + " (" + what + ")";
    what += " in " + model::to_string(list);
    if (by) what = p_.operations[*by].at.text() + ": " + what;
    drift_.push_back({std::move(what), std::move(expected), std::move(found)});
  }

  const plan::plan& p_;
  const model::organization& now_;
  traces seen_;
  explanations explained_; ///< of seen_
  std::vector<moved> drift_;
  std::map<list_ref, std::size_t> found_; ///< lists of things that were found by name, and who makes those
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
