#include "exporter/suggestions.hpp"

#include "policy/predefined.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace rolecall::exporter {
namespace {

constexpr std::size_t fewest_projects = 5;

/// Group and role.
using grants = std::set<std::pair<std::string, std::string>>;

/// Every beginning of a name that ends where a word does; the empty one too.
std::vector<std::string> beginnings(const std::string& name) {
  std::vector<std::string> out{""};
  for (std::size_t at = name.find_first_of("-_ ./"); at != std::string::npos;
       at = name.find_first_of("-_ ./", at + 1)) {
    out.push_back(name.substr(0, at + 1));
  }
  std::erase_if(out, [](const std::string& text) { return text.find_first_of("*?") != std::string::npos; });
  return out;
}

bool may_be_in_template(const std::string& role, const project_entry& project, const outline& of) {
  const auto& plain = policy::predefined_project_roles;
  if (std::ranges::find(plain, role) != plain.end()) return true;
  const auto own = std::ranges::find(project.roles, role, &role_entry::key);
  if (own != project.roles.end() && !own->shared) return false;
  return std::ranges::count(of.project_roles, role, &role_entry::key) > 0;
}

grants grants_of(const project_entry& project, const outline& of) {
  grants out;
  for (const holder& group : project.groups) {
    for (const std::string& role : group.roles) {
      if (may_be_in_template(role, project, of)) out.emplace(group.key, role);
    }
  }
  return out;
}

struct family {
  std::size_t projects = 0;
  grants all_have;
};

/// Projects by beginnings of their names, with what all of them grant.
std::map<std::string, family> families(const outline& of, const model::organization& live) {
  std::map<std::string, grants> by_name;
  for (const project_entry& project : of.projects) {
    if (!project.live) by_name.emplace(project.name, grants_of(project, of));
  }
  std::map<std::string, family> out;
  for (const model::live_project& project : live.projects) {
    if (project.archived) continue;
    const grants& here = by_name[project.name]; // none, where the name is ambiguous or cannot be written
    for (const std::string& beginning : beginnings(project.name)) {
      family& in = out[beginning];
      if (in.projects++ == 0) in.all_have = here;
      std::erase_if(in.all_have, [&here](const auto& grant) { return !here.contains(grant); });
    }
  }
  return out;
}

std::vector<holder> as_holders(const grants& of) {
  std::vector<holder> out;
  for (const auto& [group, role] : of) {
    if (out.empty() || out.back().key != group) out.push_back({group, {}, {}});
    out.back().roles.push_back(role);
  }
  return out;
}

} // namespace

std::vector<suggestion> suggest_templates(const outline& of, const model::organization& live) {
  std::vector<suggestion> out;
  std::map<std::string, grants> said; // by beginning: what it, or a shorter one, says already
  for (const auto& [beginning, family] : families(of, live)) {
    if (family.projects < fewest_projects) continue;
    grants fresh = family.all_have;
    for (const auto& [shorter, has] : said) {
      if (beginning.starts_with(shorter))
        std::erase_if(fresh, [&has](const auto& grant) { return has.contains(grant); });
    }
    if (fresh.empty()) continue;
    out.push_back({beginning + "*", family.projects, as_holders(fresh)});
    said.emplace(beginning, std::move(fresh));
  }
  return out;
}

} // namespace rolecall::exporter
