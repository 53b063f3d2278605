#include "policy/live_names.hpp"

#include "base/glob.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

namespace rolecall::policy {
namespace {

std::string name_of(const model::live_project& p) { return p.name; }
std::string name_of(const model::live_group& g) { return g.name; }
std::string name_of(const model::live_role& r) { return plain_name(r); }
std::string name_of(const model::live_user& u) { return u.email.empty() ? u.id : u.email; }

/// Where a name must be unique: a project, or "" for the organization.
std::string_view place_of(const model::live_role& r) { return r.project_id; }
template <class Thing>
std::string_view place_of(const Thing&) {
  return {};
}

/// Those that share a name are told apart by their ids.
template <class Thing>
void name_all(const std::vector<Thing>& things, model::symbols& names, model::desired& out) {
  struct named {
    std::string_view name;
    std::string_view place;
    model::symbol key;
  };
  std::vector<named> all;
  all.reserve(things.size());
  for (const Thing& thing : things) {
    const model::symbol key = names.intern(thing.id);
    out.names.emplace(key, {name_of(thing), {}});
    all.push_back({{}, place_of(thing), key});
  }
  for (named& one : all) one.name = out.names.at(one.key).name; // they move no more
  const auto place = [](const named& n) { return std::tie(n.name, n.place); };
  std::ranges::sort(all, {}, place);
  std::vector<model::symbol> shared;
  for (auto at = all.begin(); at != all.end();) {
    const auto next = std::find_if(at, all.end(), [&](const named& n) { return place(n) != place(*at); });
    if (next - at > 1) std::transform(at, next, std::back_inserter(shared), std::mem_fn(&named::key));
    at = next;
  }
  for (const model::symbol key : shared) out.names.assign(key, {out.names.at(key).name, names.text(key)});
}

/// Unless it has a name.
void name_by_its_id(const std::string& id, model::symbols& names, model::desired& out) {
  const model::symbol key = names.intern(id);
  if (!out.names.contains(key)) out.names.assign(key, {id, {}});
}

/// A grant or role may speak of what no list has: lists are read one after the other, and some are refused.
void name_by_id(const model::organization& live, model::symbols& names, model::desired& out) {
  for (const model::live_role& role : live.roles) names.intern(role.project_id); // else the role has no scope
  for (const auto& [list, ids] : live.members) {
    if (list.kind != model::list_kind::group_members) continue;
    for (const std::string& id : ids) name_by_its_id(id, names, out);
  }
  name_grants(live, names, out);
}

template <class Thing>
void mark_excepted(const std::vector<model::written>& globs, const std::vector<Thing>& things,
                   model::symbols& names, model::desired& out) {
  for (const Thing& thing : things) {
    if (matches_any(globs, thing.name)) out.excepted.insert(names.intern(thing.id));
  }
}

class ids_of_policy {
public:
  ids_of_policy(model::symbols& names, model::desired& out) : names_(names), out_(out) {}

  void run(const model::policy& p) {
    for (const model::group& g : some(p.groups)) {
      for (const model::written& who : some(g.members)) note(who);
    }
    for (const model::user& u : some(p.users)) note(u.key);
    for (const model::project& one : p.projects) note_all(one.users);
    for (const model::project_template& t : p.templates) note_all(t.users);
  }

private:
  template <class Item>
  static std::span<const Item> some(const std::optional<std::vector<Item>>& list) {
    if (!list) return {};
    return *list;
  }

  void note_all(const std::optional<std::vector<model::project_grants>>& users) {
    for (const model::project_grants& of : some(users)) note(of.who);
  }

  void note(const model::written& who) {
    if (!model::is_email(who.text)) out_.names.assign(names_.intern(who.text), {who.text, {}});
  }

  model::symbols& names_;
  model::desired& out_;
};

} // namespace

void name_grants(const model::organization& live, model::symbols& names, model::desired& out) {
  for (const model::live_grant& grant : live.grants) {
    for (const std::string* id : {&grant.project_id, &grant.principal_id, &grant.role_id}) {
      if (!id->empty()) name_by_its_id(*id, names, out);
    }
  }
}

void name_by_policy(const model::policy& policy, model::symbols& names, model::desired& out) {
  ids_of_policy(names, out).run(policy);
}

bool matches_any(const std::vector<model::written>& globs, const std::string& name) {
  return std::ranges::any_of(globs,
                             [&](const model::written& glob) { return base::glob_match(glob.text, name); });
}

void name_live_things(const model::exceptions& except, const model::organization& live, model::symbols& names,
                      model::desired& out) {
  name_all(live.projects, names, out);
  name_all(live.groups, names, out);
  name_all(live.roles, names, out);
  name_all(live.users, names, out);
  name_by_id(live, names, out);
  mark_excepted(except.projects, live.projects, names, out);
  mark_excepted(except.groups, live.groups, names, out);
  mark_excepted(except.roles, live.roles, names, out);
}

} // namespace rolecall::policy
