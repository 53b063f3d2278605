#include "live/unfolding.hpp"

#include <algorithm>

namespace rolecall::live {
namespace {

template <class Value>
const Value& found_or_none(const std::map<std::pair<std::string, std::string>, Value>& in,
                           const std::string& project_id, const std::string& role_id) {
  static const Value none;
  const auto found = in.find({project_id, role_id});
  return found == in.end() ? none : found->second;
}

} // namespace

unfolding::unfolding(const model::desired& wanted, const model::organization& seen,
                     const model::symbols& known)
    : want(wanted), live(seen), names(known), lost(wanted, seen, known), needed(seen) {
  for (const model::live_grant& g : live.grants) {
    if (g.kind == model::principal_kind::group) holders_[{g.project_id, g.role_id}].push_back(&g);
    if (g.kind == model::principal_kind::user && is_doubtful(g)) doubtful_.emplace(g.project_id, g.role_id);
  }
  for (const model::wanted_grant& grant : want.grants) {
    const auto& [at, to, role] = grant.what;
    if (to.kind == model::principal_kind::group && is_live(to.key))
      future_holders_[{text(at.project), text(role)}].push_back(to.key);
  }
}

model::grant unfolding::grant_of(const model::live_grant& g) const {
  return {{names.find(g.project_id)}, {g.kind, names.find(g.principal_id)}, names.find(g.role_id)};
}

bool unfolding::is_wanted(const model::grant& what) const {
  return std::ranges::binary_search(want.grants, what, {}, &model::wanted_grant::what);
}

std::vector<std::string> unfolding::left_by(const std::string& user) const {
  std::vector<std::string> out;
  const auto& all = lost.leaving();
  for (auto left = all.lower_bound({user, {}}); left != all.end() && left->first == user; ++left)
    out.push_back(left->second);
  return out;
}

const std::vector<const model::live_grant*>& unfolding::holders_of(const std::string& project_id,
                                                                   const std::string& role_id) const {
  return found_or_none(holders_, project_id, role_id);
}

const std::vector<model::symbol>& unfolding::future_holders_of(const std::string& project_id,
                                                               const std::string& role_id) const {
  return found_or_none(future_holders_, project_id, role_id);
}

void unfolding::need_givers(const std::string& project_id) {
  needed.need_all_group_holders(project_id);
  for (const auto& [which, grants] : holders_) {
    if (which.first != project_id) continue;
    for (const model::live_grant* g : grants) {
      if (!lost.goes(*g)) needed.need_members(g->principal_id);
    }
  }
  for (const auto& [which, groups] : future_holders_) {
    if (which.first != project_id) continue;
    for (const model::symbol group : groups) needed.need_members(text(group));
  }
}

void unfolding::need_sources_of(const std::string& project_id, const std::string& role_id) {
  const project_role which{project_id, role_id};
  if (!doubtful_.contains(which)) return;
  for (const model::live_grant* g : holders_of(project_id, role_id)) needed.need_members(g->principal_id);
  for (const model::symbol group : future_holders_of(project_id, role_id)) needed.need_members(text(group));
}

bool is_doubtful(const model::live_grant& g) {
  return g.source == model::grant_source::untold || g.source == model::grant_source::explained;
}

} // namespace rolecall::live
