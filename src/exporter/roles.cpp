#include "exporter/roles.hpp"

#include "base/text.hpp"
#include "exporter/keys.hpp"
#include "policy/names.hpp"
#include "policy/predefined.hpp"
#include "policy/secrets.hpp"

#include <algorithm>
#include <span>
#include <tuple>

namespace rolecall::exporter {
namespace {

using model::live_role;

auto body_of(const role_entry& r) { return std::tie(r.create, r.description, r.permissions); }

bool can_be_declared(const std::string& permission) {
  const auto is_graphic = [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7F; };
  return can_be_written(permission) && !permission.starts_with('@') &&
         std::ranges::all_of(permission, is_graphic);
}

bool can_describe(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto c = base::decode(text, at);
    if (!c || (base::is_control(c->code) && c->code != '\n' && c->code != '\t')) return false;
    at += c->bytes;
  }
  return !policy::find_secret(text);
}

void describe(const live_role& live, role_entry& entry) {
  if (live.predefined) {
    entry.create = false;
    entry.note = "predefined by OpenAI";
    return;
  }
  if (!std::ranges::all_of(live.permissions, can_be_declared)) {
    entry.create = false;
    entry.note = "one of its permissions cannot be written, so the role is left as it is";
    return;
  }
  entry.permissions = live.permissions;
  if (!live.description || live.description->empty()) return;
  if (can_describe(*live.description))
    entry.description = live.description;
  else
    entry.note = "its description holds what no file should, and is left as it is";
}

std::span<const std::string_view> plain_words(bool organization) {
  if (organization) return policy::predefined_organization_roles;
  return policy::predefined_project_roles;
}

using role_list = std::vector<const live_role*>;

/// Roles that grants name by a plain word, without declaring them.
std::map<std::string, std::string> plain_references(const role_list& roles, bool organization) {
  std::map<std::string, std::string> out;
  std::set<std::string> seen;
  const auto words = plain_words(organization);
  for (const live_role* role : roles) {
    const std::string plain = plain_name(*role);
    const bool is_word = role->predefined && std::ranges::find(words, plain) != words.end();
    if (is_word && seen.insert(plain).second) out.emplace(role->id, plain);
  }
  return out;
}

nameable nameable_of(const live_role& role, const role_list& all) {
  const auto competes = [&](const live_role* other) {
    return other->name == role.name && (role.predefined || !other->predefined);
  };
  return {role.id, role.name, std::ranges::count_if(all, competes) > 1,
          role.predefined ? " (predefined)" : " (custom)"};
}

} // namespace

scope_roles roles_in(const role_list& roles, bool organization, const std::set<std::string>& granted) {
  scope_roles out;
  out.references = plain_references(roles, organization);
  role_list declared;
  for (const live_role* role : roles) {
    const bool is_plain = out.references.contains(role->id);
    if (!is_plain && (!role->predefined || granted.contains(role->id))) declared.push_back(role);
  }
  std::vector<nameable> things;
  for (const live_role* role : declared) things.push_back(nameable_of(*role, roles));
  const auto keys = choose_keys(std::move(things));
  for (const live_role* role : declared) {
    const auto chosen = keys.find(role->id);
    if (chosen == keys.end()) {
      if (!role->predefined) out.unnamed.push_back(role->name);
      continue;
    }
    role_entry entry;
    entry.key = chosen->second.key;
    entry.live = chosen->second.live;
    describe(*role, entry);
    out.references.emplace(role->id, entry.key);
    out.declared.push_back(std::move(entry));
  }
  std::ranges::sort(out.declared, {}, &role_entry::key);
  return out;
}

std::vector<role_entry> shared_roles(const std::vector<const scope_roles*>& projects) {
  std::map<std::string, std::vector<const role_entry*>> by_key;
  for (const scope_roles* project : projects) {
    for (const role_entry& role : project->declared) {
      if (!role.live) by_key[role.key].push_back(&role);
    }
  }
  std::vector<role_entry> out;
  std::set<std::string> normal;
  for (auto& [key, uses] : by_key) {
    const auto projects_with = [&uses](const role_entry* r) {
      return std::ranges::count_if(uses, [r](const role_entry* o) { return body_of(*o) == body_of(*r); });
    };
    std::ranges::sort(uses,
                      [](const role_entry* a, const role_entry* b) { return body_of(*a) < body_of(*b); });
    const role_entry* most = *std::ranges::max_element(uses, {}, projects_with);
    if (projects_with(most) > 1 && normal.insert(policy::normalized(key)).second) out.push_back(*most);
  }
  return out;
}

std::vector<role_entry> own_roles(const scope_roles& of, const std::vector<role_entry>& shared,
                                  const std::set<std::string>& granted_keys) {
  std::vector<role_entry> out;
  for (const role_entry& role : of.declared) {
    const auto known = std::ranges::find(shared, role.key, &role_entry::key);
    const bool is_shared = !role.live && known != shared.end() && body_of(*known) == body_of(role);
    if (!is_shared) {
      out.push_back(role);
      if (known != shared.end() && role.note.empty()) out.back().note = "not as the one of project_roles";
    } else if (!granted_keys.contains(role.key)) {
      role_entry taken;
      taken.key = role.key;
      taken.shared = true;
      out.push_back(std::move(taken));
    }
  }
  return out;
}

} // namespace rolecall::exporter
