#include "access/holdings.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace rolecall::access {

std::span<const model::grant> side::of(model::scope at, model::principal to) const {
  const auto key = [](const model::grant& g) { return std::pair(g.at, g.to); };
  const auto first = std::ranges::lower_bound(grants, std::pair(at, to), {}, key);
  const auto last = std::ranges::upper_bound(grants, std::pair(at, to), {}, key);
  return {first, last};
}

bool side::role_permits(model::symbol role, const std::string& permission) const {
  const auto known = roles.find(role);
  return known != roles.end() && std::ranges::binary_search(known->second, permission);
}

bool side::permits(model::scope at, model::principal to, const std::string& permission) const {
  return std::ranges::any_of(of(at, to),
                             [&](const model::grant& g) { return role_permits(g.role, permission); });
}

std::vector<std::string> missing(const std::vector<std::string>& from,
                                 const std::vector<std::string>& other) {
  std::vector<std::string> out;
  std::ranges::set_difference(from, other, std::back_inserter(out));
  return out;
}

} // namespace rolecall::access
