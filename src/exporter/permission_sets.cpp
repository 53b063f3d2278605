#include "exporter/permission_sets.hpp"

#include "base/text.hpp"
#include "policy/secrets.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <set>

namespace rolecall::exporter {
namespace {

using permissions = std::vector<std::string>;

constexpr std::size_t most_bodies =
    60; // every pair of them is looked at; where there are more, the most frequent
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

/// What a permission is about: `api.files` of api.files.read.
std::string subject_of(const std::string& permission) {
  return permission.substr(0, std::min(permission.rfind('.'), permission.size()));
}

enum class about { one_subject, anything };

/// `set` as a whole, or its parts that are about one thing each.
void add_candidates(const permissions& set, about kind, std::set<permissions>& to) {
  if (kind == about::anything) {
    if (set.size() > 1) to.insert(set);
    return;
  }
  std::map<std::string, permissions> parts;
  for (const std::string& permission : set) parts[subject_of(permission)].push_back(permission);
  for (auto& [subject, part] : parts) {
    if (part.size() > 1) to.insert(std::move(part));
  }
}

/// The permissions, shared by at least two roles, that save most when they are named once; none: there are
/// none.
permissions best_common(const std::vector<permissions>& left, about kind) {
  const auto all = bodies(left);
  std::set<permissions> candidates;
  for (auto a = all.begin(); a != all.end(); ++a) {
    if (a->second > 1) add_candidates(a->first, kind, candidates);
    for (auto b = std::next(a); b != all.end(); ++b)
      add_candidates(common(a->first, b->first), kind, candidates);
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

/// `api_keys` of api.organization.projects.api_keys.read.
std::string last_word_of_subject(const std::string& permission) {
  const auto words = words_of(permission);
  return words.size() > 1 ? words[words.size() - 2] : words.front();
}

/// Subjects joined, and the verb where all have the same: `files_groups.read`.
std::string name_for(const permissions& of) {
  std::string name;
  std::set<std::string> subjects;
  std::set<std::string> verbs;
  for (const std::string& permission : of) {
    if (const std::string subject = last_word_of_subject(permission); subjects.insert(subject).second)
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

/// Roles, what is left of each, and the sets that were taken out.
struct work {
  std::vector<role_entry*> roles;
  std::vector<permissions> left;
  std::vector<permissions> sets;
  std::set<std::string> names;
};

void take_out(const permissions& set, const std::string& name, work& in) {
  for (std::size_t i = 0; i < in.roles.size(); ++i) {
    if (!std::ranges::includes(in.left[i], set)) continue;
    permissions rest;
    std::ranges::set_difference(in.left[i], set, std::back_inserter(rest));
    in.left[i] = std::move(rest);
    in.sets[i].push_back("@" + name);
  }
}

} // namespace

void take_out_permission_sets(outline& of) {
  work in{roles_with_bodies(of), {}, {}, {}};
  for (const role_entry* role : in.roles) in.left.push_back(role->permissions);
  in.sets.resize(in.roles.size());
  for (const about kind : {about::one_subject, about::anything}) { // people think in subjects first
    for (permissions set = best_common(in.left, kind); !set.empty(); set = best_common(in.left, kind)) {
      const std::string name = free_name(name_for(set), in.names);
      take_out(set, name, in);
      of.sets.push_back({name, std::move(set)});
    }
  }
  for (std::size_t i = 0; i < in.roles.size(); ++i) {
    std::ranges::sort(in.sets[i]);
    in.sets[i].insert(in.sets[i].end(), in.left[i].begin(), in.left[i].end());
    in.roles[i]->permissions = std::move(in.sets[i]);
  }
  std::ranges::sort(of.sets, {}, &permission_set::key);
}

} // namespace rolecall::exporter
