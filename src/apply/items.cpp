#include "apply/items.hpp"

#include "apply/words.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <tuple>

namespace rolecall::apply {
namespace {

using model::list_kind;
using model::list_ref;
using plan::listed_item;

constexpr std::string_view owner_prefix = "owner:";

/// Texts, one after the other, so that no two lists of texts give the same.
class canonical {
public:
  canonical& operator<<(const std::string& text) {
    out_ += std::to_string(text.size()) + ":" + text;
    return *this;
  }
  [[nodiscard]] std::string digest() const { return base::sha256(out_); }

private:
  std::string out_;
};

bool is_roles(list_kind kind) {
  return kind == list_kind::organization_roles || kind == list_kind::project_roles;
}

/// The grants that the list of a principal showed.
std::span<const model::live_grant> held_in(const list_ref& list, const model::organization& live) {
  const model::principal_kind kind = model::holder_kind(list.kind).value();
  const auto place = [](const model::live_grant& g) {
    return std::tie(g.project_id, g.kind, g.principal_id);
  };
  const auto wanted = std::tie(list.project_id, kind, list.principal_id);
  const auto first = std::ranges::lower_bound(live.grants, wanted, {}, place);
  const auto last = std::ranges::upper_bound(live.grants, wanted, {}, place);
  return {first, last};
}

listed_item item_of(const model::live_role& role) {
  canonical all;
  all << role.name << role.description.value_or("");
  for (const std::string& permission : role.permissions) all << permission;
  return {role.id, role.name, all.digest()};
}
listed_item item_of(const model::live_group& group) {
  return {group.id, group.name, (canonical() << group.name << std::string(word(group.owner))).digest()};
}
listed_item item_of(const model::live_project& project) {
  return {project.id, project.name,
          (canonical() << project.name << (project.archived ? "archived" : "active")).digest()};
}
listed_item item_of(const model::live_invite& invite) {
  return {invite.id, invite.email,
          (canonical() << invite.email << std::string(word(invite.status))).digest()};
}

template <class Things>
std::vector<listed_item> items(const Things& things) {
  std::vector<listed_item> out;
  out.reserve(things.size());
  for (const auto& thing : things) out.push_back(item_of(thing));
  return out;
}

std::vector<listed_item> held_items(const list_ref& list, const model::organization& live) {
  std::vector<listed_item> out;
  for (const model::live_grant& g : held_in(list, live)) {
    if (g.source != model::grant_source::inherited) out.push_back({item_of_role(g.role_id, live), {}, {}});
  }
  return out;
}

std::vector<model::live_role> custom_roles(const list_ref& list, const model::organization& live) {
  std::vector<model::live_role> out;
  std::ranges::copy_if(live.roles, std::back_inserter(out), [&](const model::live_role& r) {
    return r.project_id == list.project_id && !r.predefined;
  });
  return out;
}

std::vector<listed_item> unsorted_items(const list_ref& list, const model::organization& live) {
  if (is_roles(list.kind)) return items(custom_roles(list, live));
  if (model::holder_kind(list.kind)) return held_items(list, live);
  if (list.kind == list_kind::groups) return items(live.groups);
  if (list.kind == list_kind::projects) return items(live.projects);
  if (list.kind == list_kind::invites) return items(live.invites);
  std::vector<listed_item> out;
  const bool tells_owners = list.kind == list_kind::users || list.kind == list_kind::users_by_email;
  for (const std::string& id : live.listed(list)) {
    out.push_back({id, {}, {}});
    const model::live_user* user = tells_owners ? live.user(id) : nullptr;
    if (user && user->organization_role == "owner") out.push_back({owner_item(id), {}, {}});
  }
  return out;
}

/// Of things that are sorted by id.
template <class Things>
const auto* find(const Things& things, const std::string& id) {
  const auto at = std::ranges::lower_bound(things, id, {},
                                           [](const auto& thing) -> const std::string& { return thing.id; });
  return at == things.end() || at->id != id ? nullptr : &*at;
}

} // namespace

std::string predefined_item(const std::string& plain) { return "predefined:" + plain; }

const model::live_role* custom_role(const list_ref& list, const std::string& id,
                                    const model::organization& live) {
  auto at = std::ranges::lower_bound(live.roles, id, {}, &model::live_role::id);
  for (; at != live.roles.end() && at->id == id; ++at) { // an alias names a role in every project
    if (at->project_id == list.project_id && !at->predefined) return &*at;
  }
  return nullptr;
}

std::string owner_item(const std::string& user_id) { return std::string(owner_prefix) + user_id; }

bool is_owner_item(const std::string& id) { return id.starts_with(owner_prefix); }

std::string item_of_role(const std::string& role_id, const model::organization& live) {
  const model::live_role* known = live.role(role_id);
  model::live_role role;
  role.id = role_id;
  role.predefined = true; // if its id looks so
  if (known) role = *known;
  const std::string plain = plain_name(role);
  return role.predefined && (known || model::is_predefined_name(plain)) ? predefined_item(plain) : role_id;
}

std::vector<listed_item> items_of(const list_ref& list, const model::organization& live) {
  std::vector<listed_item> out = unsorted_items(list, live);
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::string digest_of(const std::vector<listed_item>& items) {
  canonical all;
  for (const listed_item& item : items) all << item.id << item.name << item.digest;
  return "sha256:" + all.digest();
}

api::list_answer answer_of(const list_ref& list, const model::organization& live) {
  api::list_answer out;
  if (is_roles(list.kind)) {
    out.items = custom_roles(list, live);
  } else if (model::holder_kind(list.kind)) {
    std::vector<wire::assigned_role> held;
    for (const model::live_grant& g : held_in(list, live)) {
      const model::live_role* role = live.role(g.role_id);
      model::live_role named;
      named.id = g.role_id;
      held.push_back({role ? *role : named, g.source});
    }
    out.items = std::move(held);
  } else if (list.kind == list_kind::groups) {
    out.items = live.groups;
  } else if (list.kind == list_kind::projects) {
    out.items = live.projects;
  } else if (list.kind == list_kind::invites) {
    out.items = live.invites;
  } else if (list.kind == list_kind::project_groups) {
    out.items = live.listed(list);
  } else {
    std::vector<model::live_user> users;
    for (const std::string& id : live.listed(list)) users.push_back({id, {}});
    out.items = std::move(users);
  }
  return out;
}

bool takes_name(const list_ref& list, const std::string& id, const model::organization& live) {
  if (list.kind == list_kind::projects) {
    const model::live_project* project = find(live.projects, id);
    return project && !project->archived;
  }
  if (list.kind == list_kind::invites) {
    const model::live_invite* invite = find(live.invites, id);
    return invite && invite->status == model::invite_status::pending;
  }
  return true;
}

std::string name_of(const list_ref& list, const std::string& id, const model::organization& live) {
  constexpr std::string_view predefined = "predefined:";
  if (model::holder_kind(list.kind)) {
    if (id.starts_with(predefined)) return id.substr(predefined.size());
    const model::live_role* role = live.role(id);
    return role ? role->name : "";
  }
  const model::live_group* group = live.group(id);
  if (list.kind == list_kind::project_groups) return group ? group->name : "";
  const model::live_user* user = live.user(is_owner_item(id) ? id.substr(owner_prefix.size()) : id);
  return user ? user->email : "";
}

std::string words_of(const list_ref& list, const std::string& id, const model::organization& live) {
  if (is_roles(list.kind)) {
    const model::live_role* role = custom_role(list, id, live);
    return role ? words(*role) : "";
  }
  if (list.kind == list_kind::groups) {
    const model::live_group* group = find(live.groups, id);
    if (!group) return "";
    const bool ours = group->owner == model::group_owner::organization;
    return "group " + base::quoted(group->name) + (ours ? "" : ", managed elsewhere");
  }
  if (list.kind == list_kind::projects) {
    const model::live_project* project = find(live.projects, id);
    if (!project) return "";
    return "project " + base::quoted(project->name) + (project->archived ? ", archived" : "");
  }
  if (list.kind == list_kind::invites) {
    const model::live_invite* invite = find(live.invites, id);
    return invite
               ? "invitation of " + base::printable(invite->email) + ", " + std::string(word(invite->status))
               : "";
  }
  const auto all = items_of(list, live);
  return std::ranges::count(all, id, &listed_item::id) > 0 ? "there" : "";
}

} // namespace rolecall::apply
