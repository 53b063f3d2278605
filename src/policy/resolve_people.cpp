#include "policy/resolve_people.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace rolecall::policy {
namespace {

using base::quoted;
using model::address;
using model::address_part;
using model::list_kind;
using model::principal;
using model::principal_kind;
using model::symbol;
using model::written;

const model::list_ref all_users{list_kind::users, {}, {}};
const model::list_ref all_groups{list_kind::groups, {}, {}};
const model::list_ref all_invites{list_kind::invites, {}, {}};
const model::list_ref organization_roles{list_kind::organization_roles, {}, {}};

std::string joined(const std::vector<std::string>& ids) {
  std::string out;
  for (const std::string& id : ids) out += (out.empty() ? "" : ", ") + base::printable(id);
  return out;
}

} // namespace

people_resolver::people_resolver(resolution& r, role_resolver& roles) : r_(r), roles_(roles) {
  for (const model::live_user& user : r.live.users) {
    if (!user.email.empty()) ids_by_email_[user.email].push_back(user.id);
  }
  if (!r.policy.users) return;
  for (const model::user& user : *r.policy.users) {
    if (user.invite) invited_.emplace(user.key.text, &user);
  }
}

address people_resolver::line::of(const written& who) const {
  return in / address_part{kind, {who.text, {}}};
}

// ---- groups

void people_resolver::groups() {
  if (!r_.policy.groups || !r_.has_read(all_groups)) return;
  std::vector<candidate> all;
  for (const model::live_group& live : r_.live.groups) all.push_back({live.id, live.name});
  live_groups_ = candidates(std::move(all));
  for (const model::group& group : *r_.policy.groups) want_group(group);
}

void people_resolver::want_group(const model::group& group) {
  const identified found =
      identify(r_, model::organization_scope, "group", group.name, group.live, live_groups_);
  if (found.is == match::refused) return;
  if (group.create)
    r_.refuse_excepted("group", r_.policy.except.groups, group.live.name.value_or(group.name));
  const bool missing = found.is == match::missing && !group.create;
  if (missing || found.is == match::blocked) {
    r_.block(address() / address_part{"group", {group.name.text, {}}}, group.name.at,
             missing ? "no such group exists, and \"create: false\" says that others create it"
                     : "no group has the id " + quoted(group.live.id->text));
    hold(r_.out.all_groups);
    hold(r_.out.group_grants);
    return;
  }
  if (found.is == match::found && group.create)
    r_.refuse_excepted("group", r_.policy.except.groups, {r_.live.group(found.id)->name, group.name.at});
  const std::string& name = wanted_name(group.name, group.live);
  const symbol key = found.is == match::found ? r_.names.intern(found.id) : r_.new_thing("group", "", name);
  if (found.is == match::found && group.create) r_.out.names.rename(key, name);
  group_keys_.emplace(group.name.text, key);
  r_.out.groups.push_back({key, name, group.create, group.name.at});
}

people_resolver::someone people_resolver::group(const written& name, const line& at) {
  const auto key = group_keys_.find(name.text);
  if (key != group_keys_.end()) return {presence::there, {principal_kind::group, key->second}};
  if (!r_.has_read(all_groups))
    return {r_.is_refused(all_groups) ? presence::missing : presence::unknown, {}};
  r_.block(at.of(name), name.at, "the group does not exist");
  return {presence::missing, {}};
}

// ---- users

bool people_resolver::was_asked_for(const std::string& email) const {
  if (r_.has_read(all_users)) return true;
  return std::ranges::any_of(r_.live.read, [&](const auto& entry) {
    return entry.first.kind == list_kind::users_by_email &&
           std::ranges::binary_search(entry.first.emails, email);
  });
}

bool people_resolver::may_not_ask() const {
  return std::ranges::any_of(r_.live.unreadable, [](const auto& entry) {
    return entry.first.kind == list_kind::users_by_email || entry.first.kind == list_kind::users;
  });
}

people_resolver::someone people_resolver::user(const written& who, const line& at) {
  if (!model::is_email(who.text)) {
    if (r_.live.is_nobody(who.text)) {
      r_.block(at.of(who), who.at, "no user of the organization has this id");
      return {presence::missing, {}};
    }
    const symbol key = r_.names.intern(who.text);
    r_.out.named_users.insert(key);
    return {presence::there, {principal_kind::user, key}};
  }
  const auto ids = ids_by_email_.find(who.text);
  if (ids != ids_by_email_.end() && ids->second.size() > 1) {
    r_.problem(rule::ambiguous_name, who.at,
               std::to_string(ids->second.size()) + " users have the e-mail " + quoted(who.text) + " (" +
                   joined(ids->second) + ")",
               "write the id of the one you mean");
    return {presence::missing, {}};
  }
  if (ids != ids_by_email_.end()) {
    const symbol key = r_.names.intern(ids->second.front());
    r_.out.named_users.insert(key);
    return {presence::there, {principal_kind::user, key}};
  }
  if (!was_asked_for(who.text)) {
    if (r_.out.only.reaches(at.of(who))) r_.out.unknown_emails.insert(who.text);
    return {may_not_ask() ? presence::missing : presence::unknown, {}};
  }
  if (!invited_.contains(who.text)) {
    r_.block(at.of(who), who.at,
             "no user of the organization has this e-mail; \"invite: true\" under users invites");
    return {presence::missing, {}};
  }
  return {presence::waiting, {}};
}

/// An invitation brings `reader`; what it brings besides comes with a run after the acceptance.
std::string people_resolver::after_acceptance(const model::user& user) const {
  std::string out;
  const auto add = [&out](const std::string& what) { out += (out.empty() ? "" : ", ") + what; };
  if (user.roles) {
    for (const written& role : *user.roles) {
      if (role.text != "reader") add(quoted(role.text));
    }
  }
  if (r_.policy.groups) {
    for (const model::group& group : *r_.policy.groups) {
      const auto is_he = [&](const written& who) { return who.text == user.key.text; };
      if (group.members && std::ranges::any_of(*group.members, is_he))
        add("group " + quoted(group.name.text));
    }
  }
  return out;
}

void people_resolver::say_what_waits(const model::user& user) {
  const auto comes_later = [](const written& role) { return role.text != "reader"; };
  const bool has_roles = user.roles && std::ranges::any_of(*user.roles, comes_later);
  if (!has_roles && !is_invited(user.key.text)) return; // groups and projects have lines of their own
  const std::string then = after_acceptance(user);
  r_.wait(address() / address_part{"user", {user.key.text, {}}}, user.key.at,
          quoted(user.key.text) + " must accept the invitation first" +
              (then.empty() ? "" : "; then: " + then));
}

void people_resolver::wait_for(const written& who, const line& at) {
  if (!r_.has_read(all_invites)) return;
  r_.wait(at.of(who), who.at, quoted(who.text) + " must accept the invitation first");
}

// ---- members

void people_resolver::members() {
  if (!r_.policy.groups) return;
  for (const model::group& group : *r_.policy.groups) {
    const auto key = group_keys_.find(group.name.text);
    if (group.members && key != group_keys_.end()) members_of(group, key->second);
  }
}

void people_resolver::members_of(const model::group& group, symbol key) {
  if (r_.out.excepted.contains(key)) return; // another policy says who is in it
  model::rule applies = rule_of(true, group.manage.value_or(r_.policy.manage).members);
  const address in = r_.out.principal_address({}, {principal_kind::group, key});
  const bool known = !model::is_live_key(r_.names.text(key)) ||
                     r_.has_read({list_kind::group_members, {}, r_.names.text(key)});
  // Whoever the list shows need not be looked up elsewhere.
  if (known) {
    const line at{in, "member"};
    for (const written& who : *group.members) {
      const someone found = user(who, at);
      if (found.is == presence::there) r_.out.members.push_back({{key, found.who.key}, who.at});
      if (found.is == presence::waiting) wait_for(who, at);
      if (found.is == presence::missing) hold(applies);
    }
  }
  r_.out.members_of[key] = applies;
}

// ---- organization roles

void people_resolver::organization_grants() {
  if (r_.policy.groups) {
    for (const model::group& group : *r_.policy.groups) {
      const auto key = group_keys_.find(group.name.text);
      if (key == group_keys_.end()) continue;
      grants_of({principal_kind::group, key->second}, group.roles,
                group.manage.value_or(r_.policy.manage).grants);
    }
  }
  if (r_.policy.users) {
    named_once seen;
    for (const model::user& user : *r_.policy.users) user_entry(user, seen);
  }
}

void people_resolver::grants_of(principal to, const std::optional<std::vector<written>>& roles,
                                model::ownership mode) {
  if (to.kind == principal_kind::group && r_.out.excepted.contains(to.key)) return; // another policy's
  model::rule applies = rule_of(roles.has_value(), mode);
  if (r_.is_refused(organization_roles))
    hold(applies);
  else if (roles && !roles_.grant(model::organization_scope, "", to, *roles))
    hold(applies);
  r_.out.grants_of[{model::organization_scope, to}] = applies;
}

void people_resolver::user_entry(const model::user& user, named_once& seen) {
  const someone found = this->user(user.key, {address(), "user"});
  switch (found.is) {
  case presence::there:
    refuse_second_entry(r_, seen, found.who.key, user.key);
    return grants_of(found.who, user.roles, r_.policy.manage.grants);
  case presence::waiting: return invite(user);
  case presence::missing: return hold(r_.out.user_grants);
  case presence::unknown: return;
  }
}

bool people_resolver::is_invited(const std::string& email) const {
  return std::ranges::any_of(r_.live.invites, [&](const model::live_invite& invite) {
    return invite.email == email && invite.status == model::invite_status::pending;
  });
}

/// An invitation that was accepted by somebody who is no longer here is none.
void people_resolver::invite(const model::user& user) {
  if (!r_.out.only.reaches(address() / address_part{"user", {user.key.text, {}}})) return;
  r_.out.needs_invites = true;
  if (!r_.has_read(all_invites)) return;
  say_what_waits(user);
  if (is_invited(user.key.text)) return;
  model::wanted_invite wanted{user.key.text, {}, user.key.at};
  for (const model::live_invite& old : r_.live.invites) {
    if (old.email == user.key.text && old.status == model::invite_status::expired) wanted.expired_id = old.id;
  }
  r_.out.invites.push_back(std::move(wanted));
}

} // namespace rolecall::policy
