#include "apply/indexed_list.hpp"

#include <set>
#include <utility>

namespace rolecall::apply {
namespace {

struct keys_of {
  std::multimap<std::string, std::size_t>& out;

  void operator()(const std::vector<wire::assigned_role>& /*few*/) const {}
  void operator()(const std::vector<model::live_user>& users) const {
    for (std::size_t i = 0; i < users.size(); ++i) out.emplace(users[i].id, i);
  }
  void operator()(const std::vector<std::string>& ids) const {
    for (std::size_t i = 0; i < ids.size(); ++i) out.emplace(ids[i], i);
  }
  void operator()(const std::vector<model::live_invite>& invites) const {
    for (std::size_t i = 0; i < invites.size(); ++i) {
      out.emplace(invites[i].id, i);
      out.emplace(invites[i].email, i);
    }
  }
  void operator()(const auto& named) const {
    for (std::size_t i = 0; i < named.size(); ++i) {
      out.emplace(named[i].id, i);
      out.emplace(named[i].name, i);
    }
  }
};

struct picked {
  const std::set<std::size_t>& which;
  api::list_answer& out;

  void operator()(const std::vector<wire::assigned_role>& all) const { out.items = all; }
  template <class Things>
  void operator()(const Things& all) const {
    Things some;
    for (const std::size_t i : which) some.push_back(all[i]);
    out.items = std::move(some);
  }
};

} // namespace

indexed_list::indexed_list(api::list_answer all) : all_(std::move(all)) {
  std::visit(keys_of{by_key_}, all_.items);
}

api::list_answer indexed_list::about(const std::string& id, const std::string& name) const {
  std::set<std::size_t> which; // each once, whatever it is found by
  for (const std::string* key : {&id, &name}) {
    const auto [first, last] = by_key_.equal_range(*key);
    for (auto at = first; at != last; ++at) which.insert(at->second);
  }
  api::list_answer out;
  std::visit(picked{which, out}, all_.items);
  return out;
}

} // namespace rolecall::apply
