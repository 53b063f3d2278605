#include "support/runs.hpp"

#include "policy/resolve.hpp"
#include "support/plan_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <vector>

namespace rolecall::test {
namespace {

std::set<std::string> at(const access_map& access, const holder& who) {
  const auto found = access.find(who);
  return found == access.end() ? std::set<std::string>{} : found->second;
}

std::set<std::string> minus(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::set<std::string> out;
  std::ranges::set_difference(a, b, std::inserter(out, out.end()));
  return out;
}

std::map<std::string, std::string> shown_names(const random_case& c) {
  model::symbols symbols;
  const model::desired want = policy::resolve(c.policy, c.live, symbols);
  std::map<std::string, std::string> out;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const auto key = static_cast<model::symbol>(i);
    const model::thing_name* name = want.names.find(key);
    if (!name) continue;
    out[symbols.text(key)] = "\"" + name->name + "\"" + (name->id.empty() ? "" : "#" + name->id);
  }
  return out;
}

} // namespace

any_order::any_order(const plan::plan& p, const random_case& c) : p_(p), case_(c), names_(shown_names(c)) {
  simulation end(c.live, c.lists);
  before_ = end.access();
  for (std::size_t i = 0; i < p.operations.size(); ++i) end.carry_out(p.operations[i], i);
  after_ = end.access();
  for (const plan::access_gap& gap : p.gaps) gaps_.emplace(gap.who.text(), gap.permission);
}

void any_order::check(dice& random, std::optional<std::size_t> failing) const {
  run(random, failing, watch::everything);
}
void any_order::check_phantoms(dice& random) const { run(random, {}, watch::phantoms); }

void any_order::run(dice& random, std::optional<std::size_t> failing, watch what) const {
  simulation world(case_.live, case_.lists);
  std::vector<std::size_t> left;
  std::set<std::size_t> done;
  std::set<std::size_t> not_done;
  for (std::size_t i = 0; i < p_.operations.size(); ++i) left.push_back(i);
  while (!left.empty()) {
    random.shuffle(left);
    const auto next = std::ranges::find_if(left, [&](std::size_t i) {
      return std::ranges::all_of(p_.operations[i].after, [&](const plan::dependency& d) {
        return done.contains(d.on) || not_done.contains(d.on);
      });
    });
    REQUIRE(next != left.end());
    const std::size_t index = *next;
    left.erase(next);
    const plan::operation& op = p_.operations[index];
    const bool skipped =
        std::ranges::any_of(op.after, [&](const plan::dependency& d) { return not_done.contains(d.on); });
    if (skipped || failing == index) {
      not_done.insert(index);
      continue;
    }
    const std::string also = failing ? ", another failed" : "";
    INFO("operation " << word_of(op.what) << " " << op.at.text() << also);
    REQUIRE_NOTHROW(world.carry_out(op, index));
    done.insert(index);
    const access_map now = world.access();
    check_phantoms_in(now);
    if (what == watch::everything) check_gaps_in(now);
  }
}

void any_order::check_phantoms_in(const access_map& now) const {
  for (const auto& [who, held] : now) {
    const std::set<std::string> phantom = minus(minus(held, at(before_, who)), at(after_, who));
    if (phantom.empty()) continue;
    const std::string whose = address_of(who); // clang 14 captures no binding
    INFO("phantom access of " << whose << ": " << *phantom.begin());
    REQUIRE(phantom.empty());
  }
}

void any_order::check_gaps_in(const access_map& now) const {
  for (const auto& [who, held] : before_) {
    for (const std::string& permission : minus(held, at(now, who))) {
      if (!at(after_, who).contains(permission)) continue;
      const std::string whose = address_of(who);
      INFO(whose << " lacks " << permission << " and no gap says so");
      REQUIRE((gaps_.contains({whose, permission}) || group_gap(who, permission)));
    }
  }
}

/// As plans show it: group["G"] or project["P"].group["G"]; what the plan made, by its id.
std::string any_order::address_of(const holder& who) const {
  const auto shown = [this](const std::string& id) {
    const auto known = names_.find(id);
    return "[" + (known == names_.end() ? id : known->second) + "]";
  };
  const std::string kind = who.kind == model::principal_kind::group ? "group" : "user";
  return (who.project_id.empty() ? "" : "project" + shown(who.project_id) + ".") + kind +
         shown(who.principal_id);
}

/// What a group is without, its members are without.
bool any_order::group_gap(const holder& who, const std::string& permission) const {
  if (who.kind != model::principal_kind::user) return false;
  return std::ranges::any_of(case_.live.groups, [&](const model::live_group& group) {
    const auto& members = case_.live.listed({model::list_kind::group_members, {}, group.id});
    const holder theirs{who.project_id, model::principal_kind::group, group.id};
    return std::ranges::count(members, who.principal_id) > 0 &&
           gaps_.contains({address_of(theirs), permission});
  });
}

} // namespace rolecall::test
