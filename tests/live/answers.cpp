#include "answers.hpp"

#include "live/full_reads.hpp"
#include "live/next_reads.hpp"
#include "policy/staged_resolution.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>

namespace rolecall::test {
namespace {

using model::list_kind;
using model::list_ref;

std::vector<model::live_role> roles_of(const model::organization& whole, const std::string& project_id) {
  std::vector<model::live_role> out;
  std::ranges::copy_if(whole.roles, std::back_inserter(out),
                       [&](const model::live_role& role) { return role.project_id == project_id; });
  return out;
}

std::vector<model::live_user> users_of(const model::organization& whole, const list_ref& list) {
  const std::vector<std::string>& ids = whole.members.at(list);
  std::vector<model::live_user> out;
  std::ranges::copy_if(whole.users, std::back_inserter(out),
                       [&](const model::live_user& user) { return std::ranges::count(ids, user.id) > 0; });
  for (model::live_user& user : out) user.service_account = false; // only the list of all users tells
  return out;
}

std::vector<wire::assigned_role> held(const model::organization& whole, const list_ref& list, role_ids ids) {
  std::vector<wire::assigned_role> out;
  for (const model::live_grant& g : whole.grants) {
    if (g.project_id != list.project_id || g.principal_id != list.principal_id) continue;
    const bool told = g.source != model::grant_source::explained; // that is a conclusion, no answer
    wire::assigned_role role{*whole.role(g.role_id), told ? g.source : model::grant_source::untold};
    if (ids == role_ids::alias && role.role.predefined) role.role.id.resize(role.role.id.find("__"));
    out.push_back(std::move(role));
  }
  return out;
}

} // namespace

api::list_answer answer(const list_ref& list, const model::organization& whole, role_ids ids) {
  api::list_answer out;
  out.pages = 1;
  switch (list.kind) {
  case list_kind::organization_roles:
  case list_kind::project_roles: out.items = roles_of(whole, list.project_id); break;
  case list_kind::groups: out.items = whole.groups; break;
  case list_kind::projects: out.items = whole.projects; break;
  case list_kind::users: out.items = whole.users; break;
  case list_kind::users_by_email: {
    std::vector<model::live_user> found;
    for (const model::live_user& user : whole.users) {
      if (std::ranges::binary_search(list.emails, user.email)) found.push_back(user);
    }
    out.items = std::move(found);
    break;
  }
  case list_kind::invites: out.items = whole.invites; break;
  case list_kind::project_groups: out.items = whole.members.at(list); break;
  case list_kind::project_users:
  case list_kind::group_members: out.items = users_of(whole, list); break;
  case list_kind::group_roles:
  case list_kind::user_roles:
  case list_kind::project_group_roles:
  case list_kind::project_user_roles: out.items = held(whole, list, ids); break;
  }
  return out;
}

namespace {

using next_lists = std::function<std::vector<list_ref>(const model::organization&)>;

reading read_all(const next_lists& next, const model::organization& whole, role_ids ids,
                 const std::set<list_ref>& refused) {
  reading out;
  std::set<list_ref> named;
  for (;;) {
    const std::vector<list_ref> lists = next(out.live);
    if (lists.empty()) return out;
    out.stages.push_back(lists);
    std::vector<live::pending_grants> pending;
    for (const list_ref& list : lists) {
      if (!named.insert(list).second) throw std::logic_error("named twice: " + model::to_string(list));
      if (refused.contains(list))
        out.live.unreadable.emplace(list, "403 forbidden");
      else
        live::merge(list, answer(list, whole, ids), {}, out.live, pending);
    }
    live::settle(std::move(pending), out.live);
  }
}

std::vector<std::string> sorted(std::vector<std::string> ids) {
  std::ranges::sort(ids);
  return ids;
}

} // namespace

reading read_whole(const model::organization& whole, role_ids ids, const std::set<list_ref>& refused) {
  return read_all(live::next_full_reads, whole, ids, refused);
}

model::organization as_listed(model::organization whole) {
  std::erase_if(whole.grants, [&](const model::live_grant& g) {
    if (g.kind != model::principal_kind::user || g.project_id.empty()) return false;
    return std::ranges::count(whole.listed({list_kind::project_users, g.project_id, {}}), g.principal_id) ==
           0;
  });
  return whole;
}

std::string difference(const model::organization& is, const model::organization& should) {
  std::string out;
  const auto same = [&out](bool equal, const char* what) { out += equal ? "" : std::string(what) + " "; };
  same(is.id == should.id, "id");
  same(is.roles == should.roles, "roles");
  same(is.groups == should.groups, "groups");
  same(is.projects == should.projects, "projects");
  same(is.users == should.users, "users");
  same(is.invites == should.invites, "invites");
  same(is.grants == should.grants, "grants");
  for (const auto& [list, read] : is.read)
    same(sorted(is.listed(list)) == sorted(should.listed(list)), model::to_string(list).c_str());
  return out;
}

reading read_for(const model::policy& policy, const model::organization& whole, role_ids ids,
                 const std::set<list_ref>& refused, const model::selection& only) {
  model::symbols names;
  policy::staged_resolution resolved(policy, only);
  const auto next = [&](const model::organization& live) {
    const auto needed_for = [&](const model::desired& want) {
      return base::has_errors(want.problems) ? std::vector<list_ref>() : live::next_reads(want, live, names);
    };
    resolved.advance(live, names);
    std::vector<list_ref> out = needed_for(resolved.want());
    if (out != needed_for(policy::resolve(policy, live, names, only)))
      throw std::logic_error("resolved stage by stage it needs other lists");
    return out;
  };
  return read_all(next, whole, ids, refused);
}

std::string reading::text() const {
  std::string out;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    for (const list_ref& list : stages[i]) {
      out += std::to_string(i + 1) + " " + model::to_string(list);
      for (const std::string& email : list.emails) out += " " + email;
      out += "\n";
    }
  }
  return out;
}

std::size_t reading::calls(list_kind kind) const {
  std::size_t count = 0;
  for (const std::vector<list_ref>& stage : stages) {
    count += static_cast<std::size_t>(std::ranges::count(stage, kind, &list_ref::kind));
  }
  return count;
}

} // namespace rolecall::test
