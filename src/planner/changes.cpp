#include "planner/changes.hpp"

#include "planner/comparing.hpp"

#include <algorithm>
#include <stdexcept>

namespace rolecall::planner {
namespace {

using model::list_kind;
using model::principal_kind;
using model::scope;
using model::symbol;

/// What is held now. A user's grant that a group explains counts as the group's.
void read_before(comparing& c) {
  access::side& before = c.out.before;
  for (const model::live_grant& g : c.live.grants) {
    if (g.source == model::grant_source::inherited || g.source == model::grant_source::explained) continue;
    before.grants.push_back({c.scope_of(g.project_id), {g.kind, c.key(g.principal_id)}, c.key(g.role_id)});
  }
  std::ranges::sort(before.grants);
  before.grants.erase(std::unique(before.grants.begin(), before.grants.end()), before.grants.end());
  for (const model::live_role& role : c.live.roles) before.roles[c.key(role.id)] = role.permissions;
  for (const auto& [list, users] : c.live.members) {
    if (list.kind != list_kind::group_members) continue;
    for (const std::string& user : users) before.add({c.key(list.principal_id), c.key(user)});
  }
  c.out.after.roles = before.roles;
}

/// A group may hold a role that changes, and nobody knows while its members change.
void note_unread(comparing& c) {
  std::set<scope> changed;
  std::set<symbol> groups;
  for (const draft& d : c.out.drafts) {
    if (std::holds_alternative<plan::update_role>(d.op.what)) changed.insert(d.at);
    const bool member = std::holds_alternative<plan::add_member>(d.op.what) ||
                        std::holds_alternative<plan::remove_member>(d.op.what);
    if (member && !c.is_new(d.to.key)) groups.insert(d.to.key);
  }
  for (const scope at : changed) {
    for (const symbol group : groups) {
      if (!c.live.has_read(model::grants_of(c.text(at.project), principal_kind::group, c.text(group))))
        c.out.unread_grants.emplace(at, group);
    }
  }
}

} // namespace

plan::target comparing::target_of(model::symbol s) const {
  if (const auto alias = want.aliases.find(s); alias != want.aliases.end()) return {alias->second, {}};
  return {is_new(s) ? std::string() : text(s), {}};
}

draft& comparing::add(model::address at, plan::action what, std::optional<base::source_range> cause) {
  draft d;
  d.op.at = std::move(at);
  d.op.what = std::move(what);
  d.op.cause = std::move(cause);
  return out.drafts.emplace_back(std::move(d));
}

bool comparing::is_known(const model::list_ref& list) const {
  if (live.has_read(list)) return true;
  if (live.unreadable.contains(list)) return false;
  throw std::logic_error("a list was compared but not read: " + model::to_string(list));
}

plan::keep_reason reason_of(model::rule r) {
  return r == model::rule::held ? plan::keep_reason::blocked_line : plan::keep_reason::additive;
}

plan::keep_reason reason_of(model::spared why) {
  switch (why) {
  case model::spared::no: break;
  case model::spared::organization_reader: return plan::keep_reason::organization_reader;
  case model::spared::organization_owner: return plan::keep_reason::organization_owner;
  case model::spared::unnamed_account: return plan::keep_reason::unnamed_account;
  }
  return plan::keep_reason::additive;
}

std::string name_key(const char* kind, const std::string& scope_key, const std::string& name) {
  return model::new_key(kind, scope_key, name);
}

comparison compare(const model::desired& want, const model::organization& live, const model::symbols& names) {
  comparing c{want, live, names, {}, {}, {}};
  read_before(c);
  compare_projects(c);
  compare_invites(c);
  compare_roles(c);
  compare_groups(c);
  compare_members(c);
  compare_grants(c);
  leave_projects(c);
  untangle_names(c);
  note_unread(c);
  return std::move(c.out);
}

} // namespace rolecall::planner
