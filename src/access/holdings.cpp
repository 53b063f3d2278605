#include "access/holdings.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace rolecall::access {

namespace {

const std::set<model::symbol>& found(const std::map<model::symbol, std::set<model::symbol>>& in,
                                     model::symbol key) {
  static const std::set<model::symbol> none;
  const auto at = in.find(key);
  return at == in.end() ? none : at->second;
}

std::span<const model::grant> found(const std::vector<model::grant>& in, model::scope at,
                                    model::principal to) {
  const auto key = [](const model::grant& g) { return std::pair(g.at, g.to); };
  const auto first = std::ranges::lower_bound(in, std::pair(at, to), {}, key);
  const auto last = std::ranges::upper_bound(in, std::pair(at, to), {}, key);
  return {first, last};
}

} // namespace

void side::add(const model::membership& who) {
  members[who.group].insert(who.user);
  groups[who.user].insert(who.group);
}

const std::set<model::symbol>& side::members_of(model::symbol group) const { return found(members, group); }
const std::set<model::symbol>& side::groups_of(model::symbol user) const { return found(groups, user); }
bool side::has(const model::membership& who) const { return members_of(who.group).contains(who.user); }

std::span<const model::grant> side::of(model::scope at, model::principal to) const {
  return found(grants, at, to);
}
std::span<const model::grant> side::doubtful_of(model::scope at, model::principal to) const {
  return found(doubtful, at, to);
}

bool side::holds(const model::grant& what) const { return std::ranges::binary_search(grants, what); }

permission_list side::permissions_of(model::symbol role) const {
  const auto known = roles.find(role);
  return known == roles.end() ? permission_list{} : known->second;
}

bool side::role_permits(model::symbol role, const std::string& permission) const {
  return std::ranges::binary_search(permissions_of(role), permission);
}

bool side::permits(model::scope at, model::principal to, const std::string& permission) const {
  return std::ranges::any_of(of(at, to),
                             [&](const model::grant& g) { return role_permits(g.role, permission); });
}

bool side::permits_user(model::scope at, model::symbol user, const std::string& permission) const {
  if (permits(at, {model::principal_kind::user, user}, permission)) return true;
  return std::ranges::any_of(groups_of(user), [&](model::symbol group) {
    return permits(at, {model::principal_kind::group, group}, permission);
  });
}

std::vector<std::string> missing(permission_list from, permission_list other) {
  std::vector<std::string> out;
  std::ranges::set_difference(from, other, std::back_inserter(out));
  return out;
}

} // namespace rolecall::access
