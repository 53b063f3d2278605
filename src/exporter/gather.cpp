#include "exporter/gather.hpp"

#include "base/glob.hpp"
#include "base/text.hpp"
#include "exporter/keys.hpp"
#include "exporter/roles.hpp"
#include "exporter/yaml_text.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace rolecall::exporter {
namespace {

using model::live_grant;
using model::principal_kind;

/// Groups or users, by id, with the ids of the roles that they hold themselves in one scope.
using holdings = std::map<std::string, std::set<std::string>>;

bool is_own(const live_grant& grant) {
  return grant.source == model::grant_source::direct || grant.source == model::grant_source::untold;
}

bool is_ours(const model::live_group& group) { return group.owner == model::group_owner::organization; }

bool is_plain_word(const std::string& role) {
  return model::is_predefined_name(role) && role == base::lower(role);
}

/// Predefined roles first, then by name.
void sort_references(std::vector<std::string>& roles) {
  std::ranges::sort(roles, {}, [](const std::string& r) { return std::pair(!is_plain_word(r), r); });
}

std::string joined(const std::vector<std::string>& items) {
  constexpr std::size_t most = 20;
  std::string out;
  for (std::size_t i = 0; i < std::min(most, items.size()); ++i) out += (i == 0 ? "" : ", ") + items[i];
  return items.size() > most ? out + " and " + std::to_string(items.size() - most) + " more" : out;
}

std::string owner_note(model::group_owner owner) {
  switch (owner) {
  case model::group_owner::organization: return {};
  case model::group_owner::identity_provider: return "the identity provider manages its members";
  case model::group_owner::tenant: return "a tenant manages its members";
  case model::group_owner::unknown: return "the API does not say who manages it: members are left alone";
  }
  return {};
}

class gatherer {
public:
  explicit gatherer(const model::organization& live) : live_(live), people_(live) {}

  outline run() {
    if (live_.id && is_usable_id(*live_.id)) out_.organization = live_.id;
    index();
    name_groups();
    organization_roles();
    groups();
    users();
    projects();
    note_what_is_left_out();
    return std::move(out_);
  }

private:
  // ---- what there is

  void index() {
    for (const model::live_role& role : live_.roles) roles_of_[role.project_id].push_back(&role);
    for (const live_grant& grant : live_.grants) {
      if (!is_own(grant)) continue;
      held_[{grant.project_id, grant.kind}][grant.principal_id].insert(grant.role_id);
      granted_[grant.project_id].insert(grant.role_id);
    }
    for (const model::live_project& project : live_.projects) {
      if (!project.archived) active_.push_back(&project);
    }
    find_named_accounts();
  }

  /// Who is named once is managed wherever he holds something, so he is named everywhere or nowhere.
  void find_named_accounts() {
    for (const model::live_group& group : live_.groups) {
      if (!is_ours(group)) continue;
      const auto& members = live_.listed({model::list_kind::group_members, {}, group.id});
      named_.insert(members.begin(), members.end());
    }
    for (const auto& [id, roles] : holders("", principal_kind::user)) {
      if (!is_reader_only(roles)) named_.insert(id);
    }
    for (const model::live_project* project : active_) {
      for (const auto& [id, roles] : holders(project->id, principal_kind::user)) {
        if (!is_member_only(project->id, roles)) named_.insert(id);
      }
    }
  }

  [[nodiscard]] const holdings& holders(const std::string& project_id, principal_kind kind) const {
    static const holdings none;
    const auto found = held_.find({project_id, kind});
    return found == held_.end() ? none : found->second;
  }

  [[nodiscard]] bool all_are(const std::string& project_id, const std::set<std::string>& roles,
                             const std::string& plain) const {
    return std::ranges::all_of(roles,
                               [&](const std::string& id) { return is_predefined(project_id, id, plain); });
  }
  [[nodiscard]] bool is_predefined(const std::string& project_id, const std::string& role_id,
                                   const std::string& plain) const {
    const auto roles = roles_of_.find(project_id);
    if (roles == roles_of_.end()) return false;
    return std::ranges::any_of(roles->second, [&](const model::live_role* role) {
      return role->id == role_id && role->predefined && plain_name(*role) == plain;
    });
  }
  [[nodiscard]] bool is_reader_only(const std::set<std::string>& roles) const {
    return all_are("", roles, "reader");
  }
  [[nodiscard]] bool is_member_only(const std::string& project_id, const std::set<std::string>& roles) const {
    return all_are(project_id, roles, "member");
  }

  // ---- names

  void name_groups() {
    std::map<std::string, int> uses;
    for (const model::live_group& group : live_.groups) ++uses[group.name];
    std::vector<nameable> things;
    for (const model::live_group& group : live_.groups)
      things.push_back({group.id, group.name, uses[group.name] > 1, {}});
    group_keys_ = choose_keys(std::move(things));
    for (const model::live_group& group : live_.groups) {
      if (!group_keys_.contains(group.id)) except(group.name, "group", group_names(), out_.except_groups);
    }
  }

  [[nodiscard]] std::vector<std::string> group_names() const {
    std::vector<std::string> out;
    for (const model::live_group& group : live_.groups) {
      if (group_keys_.contains(group.id)) out.insert(out.end(), {group.name, group_keys_.at(group.id).key});
    }
    return out;
  }

  /// What cannot be written is left to another policy, if a glob says so without meaning anything else.
  void except(const std::string& name, const std::string& what, const std::vector<std::string>& others,
              std::vector<std::string>& globs) {
    const std::string glob = glob_for(name);
    const auto covers = [&glob](const std::string& other) { return base::glob_match(glob, other); };
    if (glob.empty() || std::ranges::any_of(others, covers)) {
      out_.unsafe.push_back("a " + what + " whose name cannot be written" +
                            (name.empty() ? ", since it has none" : ": " + harmless(name)));
    } else if (std::ranges::count(globs, glob) == 0) {
      globs.push_back(glob);
      out_.notes.push_back(
          "A " + what + " whose name a policy cannot hold is left alone by manage.except: " + harmless(name));
    }
  }

  // ---- roles

  void organization_roles() {
    organization_ = roles_in(roles_of_[""], true, granted_[""]);
    out_.roles = organization_.declared;
    for (const std::string& name : organization_.unnamed)
      except(name, "role", role_names(), out_.except_roles);
  }

  [[nodiscard]] std::vector<std::string> role_names() const {
    std::vector<std::string> out;
    for (const model::live_role& role : live_.roles) {
      if (can_be_written(role.name)) out.push_back(role.name);
    }
    return out;
  }

  /// The keys of roles that someone holds; `all` tells whether every one has a key.
  struct named_roles {
    std::vector<std::string> keys;
    bool all = true;
  };
  static named_roles references(const scope_roles& in, const std::set<std::string>& ids) {
    named_roles out;
    for (const std::string& id : ids) {
      const auto known = in.references.find(id);
      if (known == in.references.end())
        out.all = false;
      else
        out.keys.push_back(known->second);
    }
    sort_references(out.keys);
    return out;
  }

  // ---- groups

  void groups() {
    for (const model::live_group& live : live_.groups) {
      const auto key = group_keys_.find(live.id);
      if (key == group_keys_.end()) continue;
      if (!is_ours(live) && !holds_something(live.id)) {
        idle_groups_.push_back(live.name);
        continue;
      }
      out_.groups.push_back(group(live, key->second));
    }
    std::ranges::sort(out_.groups, {}, &group_entry::key);
    if (idle_groups_.empty()) return;
    std::ranges::sort(idle_groups_);
    out_.group_notes.push_back(
        "Not written, since they hold no role and others manage them: " + joined(idle_groups_) + ".");
  }

  [[nodiscard]] bool holds_something(const std::string& group_id) const {
    const auto holds = [&](const std::string& project_id) {
      return holders(project_id, principal_kind::group).contains(group_id);
    };
    return holds("") ||
           std::ranges::any_of(active_, [&](const model::live_project* p) { return holds(p->id); });
  }

  group_entry group(const model::live_group& live, const chosen_key& key) {
    group_entry out;
    out.key = key.key;
    out.live = key.live;
    out.create = is_ours(live);
    out.note = owner_note(live.owner);
    if (is_ours(live)) members(live, out);
    const auto held = holders("", principal_kind::group).find(live.id);
    if (held != holders("", principal_kind::group).end()) {
      named_roles roles = references(organization_, held->second);
      out.roles = std::move(roles.keys);
      if (!roles.all) keep_hands_off(out, "it holds a role that cannot be written");
    }
    return out;
  }

  static void keep_hands_off(group_entry& group, const std::string& why) {
    group.hands_off = true;
    group.note += (group.note.empty() ? "" : "; ") + why;
  }

  void members(const model::live_group& live, group_entry& into) {
    for (const std::string& id : live_.listed({model::list_kind::group_members, {}, live.id})) {
      std::string key = people_.key(id);
      if (key.empty())
        keep_hands_off(into, "one of its members cannot be written");
      else
        into.members.push_back({std::move(key), people_.note(id)});
    }
    std::ranges::sort(into.members, {}, &item::text);
  }

  // ---- users

  void users() {
    std::size_t readers = 0;
    for (const auto& [id, ids] : holders("", principal_kind::user)) {
      std::set<std::string> roles = ids;
      std::erase_if(roles, [this](const std::string& role) { return is_predefined("", role, "reader"); });
      if (roles.empty()) {
        ++readers;
        continue;
      }
      user(id, roles);
    }
    std::ranges::sort(out_.users, {}, &user_entry::key);
    if (out_.users.empty()) return;
    out_.user_notes.push_back(
        "reader is not written: everybody in the organization has it, and rolecall takes it from nobody." +
        (readers == 0
             ? ""
             : " " + counted(readers, "user") + (readers == 1 ? " holds" : " hold") + " nothing else."));
  }

  void user(const std::string& id, const std::set<std::string>& held) {
    const std::string key = people_.key(id);
    named_roles roles = references(organization_, held);
    if (key.empty()) {
      out_.unsafe.push_back("the organization roles of a user whose id cannot be written: " + harmless(id));
      return;
    }
    std::string note = people_.note(id);
    if (!roles.all) {
      roles.keys.clear();
      note += (note.empty() ? "" : "; ") +
              std::string("holds a role that cannot be written, so none of his is managed");
    }
    out_.users.push_back({key, std::move(note), std::move(roles.keys)});
  }

  // ---- projects

  void projects() {
    std::map<std::string, int> uses;
    std::vector<nameable> things;
    for (const model::live_project* live : active_) ++uses[live->name];
    for (const model::live_project* live : active_)
      things.push_back({live->id, live->name, uses[live->name] > 1, {}});
    const auto keys = choose_keys(std::move(things));
    std::map<std::string, scope_roles> roles;
    std::vector<const scope_roles*> all_roles;
    for (const model::live_project* live : active_) {
      if (keys.contains(live->id)) roles[live->id] = roles_in(roles_of_[live->id], false, granted_[live->id]);
    }
    for (const auto& [id, in] : roles) all_roles.push_back(&in);
    out_.project_roles = shared_roles(all_roles);
    for (const model::live_project* live : active_) {
      const auto key = keys.find(live->id);
      if (key == keys.end())
        out_.notes.push_back("A project whose name a policy cannot hold is left out: " +
                             harmless(live->name));
      else
        out_.projects.push_back(project(*live, key->second, roles.at(live->id)));
    }
    std::ranges::sort(out_.projects, {}, &project_entry::key);
  }

  project_entry project(const model::live_project& live, const chosen_key& key, const scope_roles& roles) {
    project_entry out;
    out.key = key.key;
    out.name = live.name;
    out.live = key.live;
    for (const std::string& name : roles.unnamed)
      keep_hands_off(out, "the role " + harmless(name) + " cannot be written");
    for (const auto& [id, held] : holders(live.id, principal_kind::group)) {
      const auto group = group_keys_.find(id);
      add_holder(out, out.groups, group == group_keys_.end() ? "" : group->second.key, {},
                 references(roles, held));
    }
    project_users(live.id, roles, out);
    std::ranges::sort(out.groups, {}, &holder::key);
    std::ranges::sort(out.users, {}, &holder::key);
    out.roles = own_roles(roles, out_.project_roles, granted_keys(out));
    return out;
  }

  void project_users(const std::string& project_id, const scope_roles& roles, project_entry& into) {
    std::size_t owners = 0;
    std::vector<std::string> accounts;
    for (const auto& [id, held] : holders(project_id, principal_kind::user)) {
      const bool unnamed = people_.is_service_account(id) && !named_.contains(id);
      if (people_.is_owner(id)) {
        ++owners;
      } else if (unnamed && is_member_only(project_id, held)) {
        accounts.push_back(id);
      } else {
        add_holder(into, into.users, people_.key(id), people_.note(id), references(roles, held));
      }
    }
    if (owners > 0)
      into.notes.push_back("Not written: roles of " + counted(owners, "owner") +
                           " of the organization, who may do everything here anyway.");
    if (!accounts.empty())
      into.notes.push_back(
          "Not written: service accounts that are only members, which rolecall leaves alone: " +
          joined(accounts) + ".");
  }

  static void add_holder(project_entry& project, std::vector<holder>& to, const std::string& key,
                         std::string note, named_roles roles) {
    if (!roles.all) keep_hands_off(project, "somebody holds a role that cannot be written");
    if (key.empty()) return keep_hands_off(project, "somebody who cannot be written holds a role");
    if (!roles.keys.empty()) to.push_back({key, std::move(note), std::move(roles.keys)});
  }

  static void keep_hands_off(project_entry& project, const std::string& why) {
    project.hands_off = true;
    const std::string note = "Nothing is removed here, whatever stands at the top: " + why + ".";
    if (std::ranges::count(project.notes, note) == 0) project.notes.push_back(note);
  }

  static std::set<std::string> granted_keys(const project_entry& project) {
    std::set<std::string> out;
    for (const auto* list : {&project.groups, &project.users}) {
      for (const holder& one : *list) out.insert(one.roles.begin(), one.roles.end());
    }
    return out;
  }

  // ---- what is not written

  void note_what_is_left_out() {
    std::vector<std::string> archived;
    for (const model::live_project& project : live_.projects) {
      if (project.archived) archived.push_back(project.name);
    }
    std::ranges::sort(archived);
    if (!archived.empty()) {
      out_.notes.push_back(counted(archived.size(), "archived project") +
                           ", which cannot be changed: " + joined(archived) + ".");
    }
    const auto inherited =
        std::ranges::count_if(live_.grants, [](const live_grant& g) { return !is_own(g); });
    if (inherited > 0) {
      out_.notes.push_back(counted(static_cast<std::size_t>(inherited), "role") +
                           " that users hold through groups: written at the groups.");
    }
    note_invitations();
  }

  void note_invitations() {
    std::vector<std::string> pending;
    for (const model::live_invite& invite : live_.invites) {
      if (invite.status == model::invite_status::pending) pending.push_back(invite.email);
    }
    std::ranges::sort(pending);
    if (pending.empty()) return;
    out_.notes.push_back(counted(pending.size(), "pending invitation") + ": " + joined(pending) + ".");
  }

  const model::organization& live_;
  people people_;
  outline out_;
  std::map<std::string, std::vector<const model::live_role*>> roles_of_; // by project; "": the organization
  std::map<std::pair<std::string, principal_kind>, holdings> held_;
  std::map<std::string, std::set<std::string>> granted_; // roles by project
  std::vector<const model::live_project*> active_;
  std::set<std::string> named_; // users and service accounts that the policy must name
  std::map<std::string, chosen_key> group_keys_;
  scope_roles organization_;
  std::vector<std::string> idle_groups_;
};

} // namespace

outline gather(const model::organization& live) { return gatherer(live).run(); }

} // namespace rolecall::exporter
