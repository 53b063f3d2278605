// What other editors change, and what the plan's own creations are: nobody is blamed for those.

#include "sim/auditor.hpp"

#include <algorithm>

namespace rolecall::sim {
namespace {

bool is_archived(const emulator::project& what) { return what.archived_at.has_value(); }
bool is_archived(const auto&) { return false; }

} // namespace

/// A hash of what roles, groups and projects there are, as far as one write can change it.
std::size_t auditor::things() const {
  std::size_t out = 0;
  const auto add = [&out](const auto& table) {
    out = out * 31 + table.size();
    if (!table.empty()) out = out * 31 + std::hash<std::string>()(table[table.size() - 1].id);
  };
  const auto& org = server_.organization();
  add(org.groups);
  add(org.projects);
  add(org.access.roles);
  for (const auto& in : org.projects) add(in.access.roles);
  return out;
}

/// What the plan's creations have made so far.
void auditor::learn_made() {
  if (!watched_) return;
  const std::size_t now = things();
  if (learned_ == now) return;
  learned_ = now;
  const auto& org = server_.organization();
  const auto& all = watched_->made.operations;
  const auto note = [&](const auto& things, const std::string& name, std::size_t index) {
    bool found = false;
    for (const auto& thing : things) {
      if (thing.name != name || watched_->old_ids.contains(thing.id)) continue;
      made_.try_emplace(thing.id, index);
      found = true;
    }
    if (found) return;
    for (const auto& thing : things) // somebody else had made it when the plan knew of none
      if (thing.name == name && !is_archived(thing)) made_.try_emplace(thing.id, index);
  };
  const finder find{watched_->made, org, made_};
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (const auto* group = std::get_if<plan::create_group>(&all[i].what)) note(org.groups, group->name, i);
    if (const auto* project = std::get_if<plan::create_project>(&all[i].what))
      note(org.projects, project->name, i);
    const auto* role = std::get_if<plan::create_role>(&all[i].what);
    if (const emulator::scope* where = role ? find.scope(role->project) : nullptr)
      note(where->roles, role->name, i);
  }
}

std::string auditor::in_plan(const std::string& id) const {
  const auto made = made_.find(id);
  return made == made_.end() ? id : made_key(made->second);
}

/// What is made by the plan is known there by who makes it.
holder auditor::in_plan(const holder& of) const {
  return {in_plan(of.project), {of.who.kind, in_plan(of.who.id)}};
}

access_facts auditor::in_plan(const access_facts& facts) const {
  access_facts out;
  for (const auto& [id, allowed] : facts.roles) out.roles[in_plan(id)] |= allowed;
  for (const auto& [who, roles] : facts.held)
    for (const std::string& role : roles) out.held[in_plan(who)].insert(in_plan(role));
  for (const auto& [user, groups] : facts.groups_of)
    for (const std::string& group : groups) out.groups_of[user].insert(in_plan(group));
  return out;
}

/// Between runs an edit is as if it had always been so, unless lists are late.
bool auditor::edits_count() const { return running_ || lag_; }

void auditor::before_edit() {
  if (edits_count()) before_edit_ = facts_of(server_.organization(), bits_);
}

/// What another editor brings may be there before and after.
void auditor::after_edit(http::time_point now) {
  edited_ = true;
  edited_at_ = now;
  for (const auto& [key, count] : natural_keys(server_.organization()))
    twins_[key] = std::max(twins_[key], count + 1); // nobody could keep the program from making it too
  if (!edits_count()) return;
  access_facts brought = facts_of(server_.organization(), bits_);
  for (auto& [who, roles] : brought.held) {
    if (const auto old = before_edit_.held.find(who); old != before_edit_.held.end())
      for (const std::string& role : old->second) roles.erase(role);
  }
  for (auto& [user, groups] : brought.groups_of) {
    if (const auto old = before_edit_.groups_of.find(user); old != before_edit_.groups_of.end())
      for (const std::string& group : old->second) groups.erase(group);
  }
  for (const auto& [who, roles] :
       brought.held) { // what a group is given its members have, as long as they are
    const auto* group = roles.empty() ? nullptr : server_.organization().groups.find(who.who.id);
    for (std::size_t i = 0; group && i < group->members.size(); ++i)
      brought.groups_of[group->members[i].id].insert(group->id);
  }
  for (auto& [role, allowed] : brought.roles) {
    const auto old = before_edit_.roles.find(role);
    const bool known = !watched_ || watched_->before.roles.contains(role);
    if (old != before_edit_.roles.end() && known) allowed &= ~old->second;
  }
  // What was read may be older, and the plan does not know of what came.
  replaced_.unite(before_edit_);
  brought_.unite(brought);
  if (!watched_) return;
  learned_.reset();
  learn_made();
  brought = in_plan(brought);
  watched_->before.unite(brought);
  watched_->after.unite(brought);
}

} // namespace rolecall::sim
