#include "sim/auditor.hpp"

#include "emulator/catalogue.hpp"

#include <algorithm>
#include <charconv>

namespace rolecall::sim {
namespace {

using emulator::principal_kind;

bool is_archived(const emulator::project& what) { return what.archived_at.has_value(); }
bool is_archived(const auto&) { return false; }

std::string path_of(std::string_view target) { return std::string(target.substr(0, target.find('?'))); }

/// Faults that leave a list what it is, as far as it decides anything: only ids of users and of a project's
/// groups do.
bool is_harmless(std::string_view fault, std::string_view path) {
  const bool name_only = fault == "item-conflict" || fault.ends_with("-name");
  const bool ids_only =
      path.ends_with("/users") || (path.starts_with("/organization/projects/") && path.ends_with("/groups"));
  if (name_only && ids_only) return true;
  constexpr std::array all{"delay",     "trickle",         "unknown-fields", "reversed", "item-twice",
                           "huge-time", "text-time",       "renamed-scim",   "201",      "202",
                           "206",       "false-with-next", "unknown-enums"};
  return std::ranges::any_of(all, [&](const char* one) { return fault == one; });
}

std::string grants_path(const std::string& project, const emulator::principal& who) {
  return (project.empty() ? "/organization" : "/projects/" + project) +
         (who.kind == principal_kind::group ? "/groups/" : "/users/") + who.id + "/roles";
}

/// The list that a removal must rest on.
std::string list_behind(const meaning& asked) {
  const std::string in = asked.project.empty() ? "/organization" : "/projects/" + asked.project;
  switch (asked.what) {
  case deed::delete_role: return in + "/roles";
  case deed::delete_group: return "/organization/groups";
  case deed::delete_invite: return "/organization/invites";
  case deed::remove_member: return "/organization/groups/" + asked.group + "/users";
  case deed::unassign: return grants_path(asked.project, asked.who);
  case deed::leave:
    return "/organization/projects/" + asked.project +
           (asked.who.kind == principal_kind::group ? "/groups" : "/users");
  default: return {};
  }
}

std::string natural_key(const meaning& done) {
  switch (done.what) {
  case deed::create_role:
  case deed::update_role: return "role " + done.project + " " + done.name;
  case deed::create_group:
  case deed::rename_group: return "group " + done.name;
  case deed::create_project: return "project " + done.name;
  case deed::create_invite: return "invite " + done.name;
  default: return {};
  }
}

std::optional<http::duration> plain_pause(const http::response& answer) {
  long value = 0;
  const auto number = [&](std::string_view text) {
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() && value > 0;
  };
  if (const auto ms = answer.find("retry-after-ms"); ms && number(*ms))
    return std::chrono::milliseconds(value);
  if (const auto s = answer.find("retry-after"); s && number(*s)) return std::chrono::seconds(value);
  return std::nullopt;
}

bool asks_for_retry(const http::result<http::response>& outcome) {
  if (!outcome) return outcome.error().maybe_sent || outcome.error().kind == http::failure_kind::disconnected;
  return outcome->status >= 500 || outcome->status == 408 || outcome->status == 425;
}

} // namespace

std::map<std::string, std::size_t> natural_keys(const emulator::state& org) {
  std::map<std::string, std::size_t> out;
  for (const auto& role : org.access.roles) ++out["role  " + role.name];
  for (const auto& group : org.groups) ++out["group " + group.name];
  for (const auto& invite : org.invites)
    if (invite.status == "pending") ++out["invite " + invite.email];
  for (const auto& in : org.projects) {
    if (!in.archived_at) ++out["project " + in.name];
    for (const auto& role : in.access.roles) ++out["role " + in.id + " " + role.name];
  }
  return out;
}

auditor::auditor(const emulator::machine& server)
    : server_(server), twins_(natural_keys(server.organization())) {
  std::erase_if(twins_, [](const auto& one) { return one.second < 2; });
}

void auditor::complain(int number, std::string what) {
  if (!broken_) broken_ = violation{number, std::move(what)};
}

void auditor::begin_run(http::time_point now, std::optional<http::time_point> deadline) {
  begun_ = now;
  deadline_ = deadline;
  watched_.reset();
  made_.clear();
  replaced_ = {};
  brought_ = {};
  in_flight_.clear();
  reading_.clear();
  read_.clear();
  closed_.clear();
  failed_get_.clear();
  sent_ = repeated_ = writes_ = 0;
  edited_ = false;
}

void auditor::crashed() { in_flight_.clear(); }

void auditor::accepts(const plan::plan& made) {
  access_facts before = facts_of(server_.organization(), bits_);
  access_facts after = facts_after(before, made, bits_);
  std::set<std::string> old;
  for (const auto& group : server_.organization().groups) old.insert(group.id);
  for (const auto& in : server_.organization().projects) old.insert(in.id);
  for (const auto& [id, allowed] : before.roles) old.insert(id);
  before.unite(replaced_); // it may have been read as it was
  after.unite(brought_);
  for (const auto& [key, allowed] : after.roles)
    before.roles.try_emplace(key, allowed); // for who is given it by others
  std::vector<bool> was_so;
  for (const plan::operation& op : made.operations)
    was_so.push_back(is_so(op, {made, server_.organization(), made_}));
  watched_ = watched{made,
                     std::move(before),
                     std::move(after),
                     std::vector<std::size_t>(made.operations.size()),
                     std::move(was_so),
                     std::move(old)};
}

void auditor::sending(const http::request& what, http::time_point now) {
  ++sent_;
  exchange& mine = in_flight_[&what];
  mine = exchange();
  mine.owners = owners();
  if (const auto closed = closed_.find(what.route); closed != closed_.end() && now < closed->second)
    complain(8, what.route + " was used before its Retry-After was over");
  if (what.verb == http::method::get) {
    if (failed_get_[what.target]) ++repeated_;
    return;
  }
  ++writes_;
  learn_made(); // late ones, and those of others that were adopted
  mine.write = meaning_of(what);
  check_planned(*mine.write, mine.served);
  if (is_removal(mine.write->what)) check_read(*mine.write);
}

/// V1
void auditor::check_planned(const meaning& asked, std::vector<std::size_t>& served) {
  if (!watched_) return complain(1, "a write although no plan was accepted");
  served = served_by(asked, {watched_->made, server_.organization(), made_});
  if (served.empty()) complain(1, "a write that no operation of the plan asks for");
}

/// V2
void auditor::check_read(const meaning& asked) {
  const std::string list = list_behind(asked);
  const bool passing = asked.what == deed::unassign && asked.role.starts_with("role-api-project-member");
  if (list.empty() || passing) return;
  std::vector<std::string> lists{list};
  if (asked.what == deed::leave)
    lists.push_back(grants_path(asked.project, asked.who)); // they may go with it
  for (const std::string& one : lists)
    if (!read_.contains(one))
      complain(2, "a removal that rests on GET " + one + ", which was not read to its end");
}

void auditor::handled(const http::request& what, const emulator::response& answer,
                      const std::vector<std::string_view>& met) {
  const auto mine = in_flight_.find(&what);
  if (mine == in_flight_.end()) return;
  mine->second.met = met;
  if (!mine->second.write) return;
  learn_made();
  const bool refused = answer.status >= 400 && answer.status < 500;
  if (!refused && mine->second.served.size() == 1) ++watched_->requests[mine->second.served.front()];
  check_duplicates(*mine->second.write);
  check_access(*mine->second.write);
  check_owners(mine->second.owners);
}

/// V4
void auditor::check_duplicates(const meaning& done) {
  const std::string key = natural_key(done);
  if (key.empty() || done.name.empty()) return;
  const auto& org = server_.organization();
  std::size_t found = 0;
  const auto count = [&](const auto& things, const auto& is) {
    found = static_cast<std::size_t>(std::count_if(things.begin(), things.end(), is));
  };
  const auto named = [&](const auto& thing) { return thing.name == done.name; };
  if (key.starts_with("group ")) count(org.groups, named);
  if (key.starts_with("project "))
    count(org.projects, [&](const auto& p) { return named(p) && !p.archived_at; });
  if (key.starts_with("invite "))
    count(org.invites, [&](const auto& i) { return i.email == done.name && i.status == "pending"; });
  if (key.starts_with("role ")) {
    const auto* in = done.project.empty() ? nullptr : org.projects.find(done.project);
    count(in ? in->access.roles : org.access.roles, named);
  }
  const auto known = twins_.find(key);
  if (found > (known == twins_.end() ? 1 : known->second))
    complain(4, "there are now " + std::to_string(found) + " of " + key);
}

/// V6
void auditor::check_access(const meaning& done) {
  if (!watched_) return;
  const auto& org = server_.organization();
  const auto everybody_of = [&](const holder& of) {
    check_holder(of);
    if (of.who.kind != principal_kind::group) return;
    if (const auto* group = org.groups.find(of.who.id))
      for (const auto& member : group->members) check_holder({of.project, {principal_kind::user, member.id}});
  };
  switch (done.what) {
  case deed::assign:
  case deed::enter:
    if (done.who.kind == principal_kind::user)
      check_holder({done.project, done.who});
    else
      everybody_of({done.project, done.who});
    return;
  case deed::set_legacy_role: return everybody_of({done.project, done.who});
  case deed::add_member:
    check_holder({"", done.who});
    for (const auto& in : org.projects) check_holder({in.id, done.who});
    return;
  case deed::update_role: {
    const auto* in = done.project.empty() ? nullptr : org.projects.find(done.project);
    const auto& where = in ? in->access : org.access;
    for (const auto& [who, roles] : where.held)
      if (std::ranges::count(roles, done.role) > 0) everybody_of({done.project, who});
    return;
  }
  default: return;
  }
}

void auditor::check_holder(const holder& of) {
  const permission_set now = permissions_now(server_.organization(), of, bits_);
  const permission_set over = now & ~allowed(of);
  if (over.none()) return;
  complain(6, of.who.id + (of.project.empty() ? "" : " in " + of.project) +
                  " may now do what he may neither before nor after the plan: " + bits_.words(over));
}

permission_set auditor::allowed(const holder& of) {
  const holder planned = in_plan(of);
  permission_set out = watched_->before.permissions(planned) | watched_->after.permissions(planned);
  // A user that comes into a project may be `member` in passing.
  const bool user = of.who.kind == principal_kind::user && !of.project.empty();
  if (user && std::ranges::any_of(watched_->made.operations, [&](const plan::operation& op) {
        const auto* assign = std::get_if<plan::assign_role>(&op.what);
        return assign && assign->principal.id == of.who.id;
      })) {
    if (const auto* in = server_.organization().projects.find(of.project))
      out |= bits_.of(emulator::predefined_role(in->access, "member").permissions);
  }
  return out;
}

/// What the plan's creations have made so far.
void auditor::learn_made() {
  if (!watched_) return;
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
  for (const auto& [id, allowed] : facts.roles) out.roles[in_plan(id)] = allowed;
  for (const auto& [who, roles] : facts.held)
    for (const std::string& role : roles) out.held[in_plan(who)].insert(in_plan(role));
  for (const auto& [user, groups] : facts.groups_of)
    for (const std::string& group : groups) out.groups_of[user].insert(in_plan(group));
  return out;
}

std::size_t auditor::owners() const {
  const auto& org = server_.organization();
  const std::string& owner = emulator::predefined_role(org.access, "owner").id;
  std::size_t out = 0;
  for (const auto& user : org.users) {
    bool is = emulator::holds(org.access, {principal_kind::user, user.id}, owner);
    for (const auto& group : org.groups)
      is = is || (group.members.contains(user.id) &&
                  emulator::holds(org.access, {principal_kind::group, group.id}, owner));
    out += is ? 1 : 0;
  }
  return out;
}

/// V7
void auditor::check_owners(std::size_t before) {
  if (before > 0 && owners() == 0) complain(7, "the organization has no owner left");
}

void auditor::heard(const http::request& what, const http::result<http::response>& outcome,
                    http::time_point now) {
  const auto mine = in_flight_.find(&what);
  if (mine == in_flight_.end()) return;
  if (what.verb == http::method::get) failed_get_[what.target] = asks_for_retry(outcome);
  if (outcome) {
    note_pause(what, *outcome, now);
    if (what.verb == http::method::get) note_list(what, mine->second, *outcome);
  }
  in_flight_.erase(mine);
}

void auditor::note_pause(const http::request& what, const http::response& answer, http::time_point now) {
  if (answer.status != 429) return;
  if (const auto pause = plain_pause(answer))
    closed_[what.route] = std::max(closed_[what.route], now + *pause);
}

void auditor::note_list(const http::request& what, const exchange& how, const http::response& answer) {
  const std::string path = path_of(what.target);
  const bool first = what.target.find("after=") == std::string::npos;
  const auto harmless = [&](std::string_view fault) { return is_harmless(fault, path); };
  const bool sound = answer.status >= 200 && answer.status < 300 && std::ranges::all_of(how.met, harmless);
  if (first && sound) reading_.insert(path);
  const std::string_view body = answer.body;
  const std::string_view end = body.substr(body.size() - std::min<std::size_t>(body.size(), 400));
  const bool last = end.find("\"has_more\":true") == std::string::npos;
  if (sound && last && reading_.contains(path)) read_.insert(path);
}

void auditor::before_edit() { before_edit_ = facts_of(server_.organization(), bits_); }

/// What another editor brings may be there before and after.
void auditor::after_edit() {
  edited_ = true;
  for (const auto& [key, count] : natural_keys(server_.organization()))
    twins_[key] = std::max(twins_[key], count + 1); // nobody could keep the program from making it too
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
  if (!watched_) { // what was read may be older, and the plan does not know of what came
    replaced_.unite(before_edit_);
    brought_.unite(brought);
    return;
  }
  learn_made();
  brought = in_plan(brought);
  watched_->before.unite(brought);
  watched_->after.unite(brought);
}

void auditor::end_run(const run_end& end, http::time_point now) {
  if (deadline_ && now > *deadline_)
    complain(9, "the run ended " +
                    std::to_string(
                        std::chrono::duration_cast<std::chrono::milliseconds>(now - *deadline_).count()) +
                    " ms after its deadline");
  if (now - begun_ > std::chrono::hours(12)) complain(9, "the run took more than twelve hours");
  const std::size_t operations = end.made ? end.made->operations.size() : 0;
  if (repeated_ > 11 + sent_ / 10 + 16 * operations)
    complain(8, std::to_string(repeated_) + " repeated reads among " + std::to_string(sent_) + " requests");
  check_outcome(end);
  in_flight_.clear();
}

/// V10, and V2 for what is said to be gone.
void auditor::check_outcome(const run_end& end) {
  using cli::exit_code;
  const bool wrote_nothing = end.code == exit_code::stale || end.code == exit_code::refused ||
                             end.code == exit_code::incomplete || end.code == exit_code::invalid;
  if (wrote_nothing && writes_ > 0)
    complain(10, "exit code " + std::to_string(static_cast<int>(end.code)) + " after " +
                     std::to_string(writes_) + " writes");
  if (!watched_ || end.outcome.size() != watched_->made.operations.size()) return;
  bool all = true;
  for (std::size_t i = 0; i < end.outcome.size(); ++i) {
    const plan::step& step = end.outcome[i];
    const plan::operation& op = watched_->made.operations[i];
    all = all && plan::succeeded(step.is);
    const bool untouched = step.is == plan::outcome::not_begun || step.is == plan::outcome::skipped;
    if (untouched && watched_->requests[i] > 0)
      complain(10, op.at.text() + " is said not to have been begun, but requests were sent for it");
    if (edited_) continue;
    const bool so = is_so(op, {watched_->made, server_.organization(), made_});
    const bool owes = step.reason.starts_with("the role is given, but"); // and its `member` stayed
    if (step.is == plan::outcome::failed && so && !watched_->was_so[i] && watched_->requests[i] > 0 && !owes)
      complain(10, op.at.text() + " is said to have failed, but it was done: " + step.reason);
    if (!plan::succeeded(step.is) || so) continue;
    if (std::holds_alternative<plan::leave_project>(op.what) && step.is == plan::outcome::already) continue;
    const bool removal = plan::verb_of(op.what) == plan::verb::remove;
    complain(removal ? 2 : 10, op.at.text() + " is said to be so, but it is not: " + step.reason);
  }
  const bool fine = all && watched_->made.blocked.empty();
  if (fine != (end.code == exit_code::ok) && end.code != exit_code::interrupted)
    complain(10, "exit code " + std::to_string(static_cast<int>(end.code)) + " for an outcome that is " +
                     (fine ? "" : "not ") + "complete");
}

} // namespace rolecall::sim
