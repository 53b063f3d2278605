#include "exporter/keys.hpp"

#include "base/text.hpp"
#include "exporter/yaml_text.hpp"
#include "policy/names.hpp"
#include "policy/secrets.hpp"

#include <algorithm>
#include <tuple>

namespace rolecall::exporter {
namespace {

constexpr std::size_t longest_name = 255;
constexpr std::size_t longest_base = 200; // of a made key: room for what is put behind it

bool is_hidden(char32_t code) { return base::is_control(code) || base::is_invisible(code); }

bool is_blank(char32_t code) { return code == ' ' || (code >= 0x09 && code <= 0x0D) || is_odd_blank(code); }

std::vector<base::character> characters(std::string_view text) {
  std::vector<base::character> out;
  for (std::size_t at = 0; at < text.size(); at += out.back().bytes)
    out.push_back(base::decode(text, at).value_or(base::character{0, 1}));
  return out;
}

/// What can be seen of a name, without blanks at its ends.
std::string visible(std::string_view name) {
  std::vector<base::character> seen = characters(name);
  std::erase_if(seen, [](const base::character& c) { return is_hidden(c.code) && !is_blank(c.code); });
  while (!seen.empty() && is_blank(seen.back().code)) seen.pop_back();
  const auto first = std::ranges::find_if_not(seen, is_blank, &base::character::code);
  std::string out;
  for (auto at = first; at != seen.end(); ++at) base::append_utf8(out, is_hidden(at->code) ? ' ' : at->code);
  return out;
}

/// At most so many bytes of it that something can be put behind it.
std::string shortened(std::string text) {
  std::size_t end = std::min(text.size(), longest_base);
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return visible(text);
}

bool is_taken(const nameable& thing, const std::string& key) {
  return !thing.if_taken.empty() && model::is_predefined_name(key);
}

/// Whether a policy may have the name as a key, as it is.
bool is_fit(const nameable& thing) {
  return thing.name == visible(thing.name) && !is_taken(thing, thing.name);
}

std::string first_try(const nameable& thing) {
  std::string key = shortened(visible(thing.name));
  if (key.empty() || policy::find_secret(key)) key = "unnamed";
  if (is_taken(thing, key)) key += thing.if_taken;
  return key;
}

class key_maker {
public:
  std::map<std::string, chosen_key> run(std::vector<nameable> things) {
    std::erase_if(things, [](const nameable& t) { return !can_be_written(t.name); });
    std::ranges::sort(things, {}, [](const nameable& t) { return std::tie(t.name, t.id); });
    std::vector<const nameable*> others;
    for (const nameable& thing : things) {
      const bool keeps = is_fit(thing) && normal_.insert(policy::normalized(thing.name)).second;
      if (keeps)
        take(thing, thing.name);
      else
        others.push_back(&thing);
    }
    for (const nameable* thing : others) {
      if (is_usable_id(thing->id)) take(*thing, free_key(first_try(*thing)));
    }
    return std::move(chosen_);
  }

private:
  void take(const nameable& thing, const std::string& key) {
    folded_.insert(policy::folded(key));
    chosen_key made{key, {}};
    if (key != thing.name) made.live = pin{thing.id, thing.name};
    if (key == thing.name && thing.ambiguous) made.live = pin{thing.id, {}};
    if (made.live && !is_usable_id(thing.id)) return;
    chosen_.emplace(thing.id, std::move(made));
  }

  [[nodiscard]] std::string free_key(const std::string& wanted) const {
    std::string key = wanted;
    for (int n = 2; folded_.contains(policy::folded(key)); ++n) key = wanted + " (" + std::to_string(n) + ")";
    return key;
  }

  std::set<std::string> normal_;
  std::set<std::string> folded_;
  std::map<std::string, chosen_key> chosen_;
};

/// Who holds the predefined role `owner` of the organization, himself or through a group.
std::set<std::string> owners_of(const model::organization& live) {
  std::set<std::string> out;
  for (const model::live_user& user : live.users) {
    if (user.organization_role == "owner") out.insert(user.id);
  }
  for (const model::live_grant& grant : live.grants) {
    const model::live_role* role = grant.project_id.empty() ? live.role(grant.role_id) : nullptr;
    if (!role || !role->predefined || plain_name(*role) != "owner") continue;
    if (grant.kind == model::principal_kind::user) out.insert(grant.principal_id);
    const auto& members = live.listed({model::list_kind::group_members, {}, grant.principal_id});
    if (grant.kind == model::principal_kind::group) out.insert(members.begin(), members.end());
  }
  return out;
}

} // namespace

std::map<std::string, chosen_key> choose_keys(std::vector<nameable> things) {
  return key_maker().run(std::move(things));
}

bool can_be_written(std::string_view name) {
  return !name.empty() && name.size() <= longest_name && !base::first_invalid_utf8(name) &&
         !policy::find_secret(name);
}

bool is_usable_id(std::string_view id) {
  const auto is_fine = [](char c) {
    return c > ' ' && c < 0x7F && std::string_view("/\"\\?#").find(c) == std::string_view::npos;
  };
  return can_be_written(id) && id.find_first_not_of('.') != std::string_view::npos &&
         std::ranges::all_of(id, is_fine);
}

std::string glob_for(const std::string& name) {
  if (base::first_invalid_utf8(name)) return {};
  std::string glob = policy::masked(name);
  std::ranges::replace(glob, '*', '?');
  return glob;
}

people::people(const model::organization& live) : live_(live), owners_(owners_of(live)) {
  for (const model::live_user& user : live.users) {
    if (!user.email.empty()) ++uses_[policy::normalized(base::lower(user.email))];
  }
}

bool people::has_own_email(const model::live_user& user) const {
  const std::string email = base::lower(user.email);
  if (user.service_account || email.find('@') == std::string::npos || !can_be_written(email)) return false;
  return email == visible(email) && uses_.at(policy::normalized(email)) == 1;
}

std::string people::key(const std::string& id) const {
  const model::live_user* user = live_.user(id);
  if (user && has_own_email(*user)) return base::lower(user->email);
  return is_usable_id(id) && id.find('@') == std::string::npos ? id : "";
}

std::string people::note(const std::string& id) const {
  const model::live_user* user = live_.user(id);
  if (!user) return "not in the list of users";
  if (user->service_account)
    return user->email.empty() ? "service account" : "service account " + user->email;
  if (has_own_email(*user)) return {};
  if (user->email.empty()) return "has no e-mail";
  const bool others_too = uses_.at(policy::normalized(base::lower(user->email))) > 1;
  return user->email +
         (others_too ? ", which is the e-mail of others too" : ", which is no e-mail that can be a key");
}

bool people::is_service_account(const std::string& id) const {
  const model::live_user* user = live_.user(id);
  return user && user->service_account;
}

} // namespace rolecall::exporter
