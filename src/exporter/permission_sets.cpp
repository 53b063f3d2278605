#include "exporter/permission_sets.hpp"

#include "base/text.hpp"
#include "policy/secrets.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace rolecall::exporter {
namespace {

using permissions = std::vector<std::string>;

constexpr std::size_t most_bodies = 60; // every pair of them is looked at; where there are more, the most frequent
constexpr std::size_t longest_name = 60;

std::vector<role_entry*> roles_with_bodies(outline& of) {
  std::vector<role_entry*> out;
  const auto add = [&out](std::vector<role_entry>& roles) {
    for (role_entry& role : roles) {
      if (role.create && !role.shared) out.push_back(&role);
    }
  };
  add(of.roles);
  add(of.project_roles);
  for (project_entry& project : of.projects) add(project.roles);
  return out;
}

permissions common(const permissions& a, const permissions& b) {
  permissions out;
  std::ranges::set_intersection(a, b, std::back_inserter(out));
  return out;
}

/// What is left in the roles: each different list once, and how many roles have it.
std::vector<std::pair<permissions, std::size_t>> bodies(const std::vector<permissions>& left) {
  std::map<permissions, std::size_t> counts;
  for (const permissions& one : left) {
    if (one.size() > 1) ++counts[one];
  }
  std::vector<std::pair<permissions, std::size_t>> out(counts.begin(), counts.end());
  if (out.size() > most_bodies) {
    std::ranges::stable_sort(out, std::greater<>(), &std::pair<permissions, std::size_t>::second);
    out.resize(most_bodies);
  }
  return out;
}

/// The permissions, shared by at least two roles, that save most when they are named once; none: there are
/// none.
permissions best_common(const std::vector<permissions>& left) {
  const auto all = bodies(left);
  std::set<permissions> candidates;
  for (auto a = all.begin(); a != all.end(); ++a) {
    if (a->second > 1) candidates.insert(a->first);
    for (auto b = std::next(a); b != all.end(); ++b) {
      if (permissions both = common(a->first, b->first); both.size() > 1) candidates.insert(std::move(both));
    }
  }
  permissions best;
  std::size_t most = 0;
  for (const permissions& candidate : candidates) {
    std::size_t uses = 0;
    for (const auto& [body, count] : all) uses += std::ranges::includes(body, candidate) ? count : 0;
    if (candidate.size() * uses > most) best = candidate, most = candidate.size() * uses;
  }
  return best;
}

std::vector<std::string> words_of(const std::string& permission) {
  std::vector<std::string> out{""};
  for (const char c : base::lower(permission)) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    if (c == '.')
      out.emplace_back();
    else if (word)
      out.back() += c;
  }
  return out;
}

/// What a permission is about: `api_keys` of api.organization.projects.api_keys.read.
std::string subject_of(const std::string& permission) {
  const auto words = words_of(permission);
  return words.size() > 1 ? words[words.size() - 2] : words.front();
}

/// Subjects joined, and the verb where all have the same: `files_groups.read`.
std::string name_for(const permissions& of) {
  std::string name;
  std::set<std::string> subjects;
  std::set<std::string> verbs;
  for (const std::string& permission : of) {
    if (const std::string subject = subject_of(permission); subjects.insert(subject).second)
      name += (name.empty() ? "" : "_") + subject;
    verbs.insert(words_of(permission).back());
  }
  if (subjects.size() > 3) name = "common";
  if (verbs.size() == 1 && !verbs.begin()->empty()) name += "." + *verbs.begin();
  const bool fine = !name.empty() && name.size() <= longest_name && !policy::find_secret(name);
  return fine ? name : "common";
}

std::string free_name(const std::string& wanted, std::set<std::string>& taken) {
  std::string name = wanted;
  for (int n = 2; !taken.insert(name).second; ++n) name = wanted + "_" + std::to_string(n);
  return name;
}

} // namespace

void take_out_permission_sets(outline& of) {
  const std::vector<role_entry*> roles = roles_with_bodies(of);
  std::vector<permissions> left;
  for (const role_entry* role : roles) left.push_back(role->permissions);
  std::vector<permissions> sets(roles.size());
  std::set<std::string> taken;
  for (permissions set = best_common(left); !set.empty(); set = best_common(left)) {
    const std::string name = free_name(name_for(set), taken);
    for (std::size_t i = 0; i < roles.size(); ++i) {
      if (!std::ranges::includes(left[i], set)) continue;
      permissions rest;
      std::ranges::set_difference(left[i], set, std::back_inserter(rest));
      left[i] = std::move(rest);
      sets[i].push_back("@" + name);
    }
    of.sets.push_back({name, std::move(set)});
  }
  for (std::size_t i = 0; i < roles.size(); ++i) {
    std::ranges::sort(sets[i]);
    sets[i].insert(sets[i].end(), left[i].begin(), left[i].end());
    roles[i]->permissions = std::move(sets[i]);
  }
  std::ranges::sort(of.sets, {}, &permission_set::key);
}

} // namespace rolecall::exporter
