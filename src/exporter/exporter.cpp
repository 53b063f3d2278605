#include "exporter/exporter.hpp"

#include "base/text.hpp"
#include "exporter/gather.hpp"
#include "exporter/pages.hpp"
#include "exporter/permission_sets.hpp"
#include "exporter/suggestions.hpp"

#include <algorithm>
#include <set>

namespace rolecall::exporter {
namespace {

constexpr std::size_t longest_file_name = 80;

bool is_relative(const std::string& place) {
  return !place.starts_with('/') && place.find("://") == std::string::npos;
}

/// The line by which editors find the schema.
void write_schema_line(page& to, const options& choice, const std::string& up) {
  if (choice.schema.empty()) return;
  const std::string place = base::printable(choice.schema);
  to.line(0, "# yaml-language-server: $schema=" + (is_relative(place) ? up + place : place));
}

void begin(page& to, const options& choice, const std::string& about, const std::string& up = {}) {
  write_schema_line(to, choice, up);
  to.comment(0, about);
  to.line(0, "version: 1");
}

std::string summary(const outline& of) {
  std::string out = summary_of_groups(of);
  const auto add = [&out](std::size_t number, const std::string& what, const char* behind = "") {
    if (number > 0) out += ", " + counted(number, what) + behind;
  };
  add(of.users.size(), "user", " with roles");
  add(of.projects.size(), "project");
  add(of.roles.size(), "organization role");
  add(of.project_roles.size(), "shared project role");
  return out;
}

std::string about_all(const outline& of) {
  return "Access rules of " + (of.organization ? "organization " + *of.organization : "this organization") +
         " as rolecall export found them: " + summary(of) + ".";
}

void begin_first(page& to, const outline& of, const options& choice) {
  write_schema_line(to, choice, {});
  to.comment(0, about_all(of));
  if (choice.schema.empty())
    to.comment(0, "For editors: rolecall schema policy prints the schema of this file.");
  if (!of.notes.empty()) to.comment(0, "Not written:");
  for (const std::string& note : of.notes) to.comment(0, "- " + note);
  to.line(0, "version: 1");
}

std::string about_project(const project_entry& project) {
  std::string who;
  if (!project.groups.empty()) who = counted(project.groups.size(), "group");
  if (!project.users.empty()) who += (who.empty() ? "" : " and ") + counted(project.users.size(), "user");
  const bool one = project.groups.size() + project.users.size() == 1;
  if (who.empty()) return harmless(project.name) + ": nobody is given a role in it here.";
  return harmless(project.name) + ": " + who + (one ? " holds" : " hold") + " roles in it.";
}

std::string about_groups(const outline& of) {
  const auto others = std::ranges::count_if(of.groups, [](const group_entry& g) { return !g.create; });
  return summary_of_groups(of) +
         (others == 0 ? "." : "; others manage " + std::to_string(others) + " of them, members included.");
}

// ---- file names

bool is_device_of_windows(const std::string& name) {
  static const std::set<std::string> names{"aux",  "con",  "nul",  "prn",  "com1",
                                           "com2", "com3", "com4", "lpt1", "lpt2"};
  return names.contains(name.substr(0, name.find('.')));
}

std::string slug(const std::string& name) {
  std::string out;
  for (const char c : base::lower(name)) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    if (kept)
      out += c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  out.resize(std::min(out.size(), longest_file_name));
  while (out.ends_with('-')) out.pop_back();
  if (out.empty()) return "project";
  return is_device_of_windows(out) ? "project-" + out : out;
}

std::string free_path(const project_entry& project, std::set<std::string>& taken) {
  const std::string wanted = "projects/" + slug(project.key);
  std::string name = wanted;
  for (int n = 2; !taken.insert(name).second; ++n) name = wanted + "-" + std::to_string(n);
  return name + ".yaml";
}

// ---- the two layouts

file single_file(const outline& of, const options& choice) {
  page to;
  begin_first(to, of, choice);
  write_organization(to, of);
  if (!of.groups.empty()) to.gap(), write_groups(to, of);
  if (!of.users.empty()) to.gap(), write_users(to, of);
  if (!of.projects.empty()) to.gap(), to.line(0, "projects:");
  for (const project_entry& project : of.projects) write_project(to, project);
  return {"rolecall.yaml", to.text()};
}

file organization_file(const outline& of, const options& choice) {
  page to;
  begin_first(to, of, choice);
  write_organization(to, of);
  return {"rolecall.yaml", to.text()};
}

file groups_file(const outline& of, const options& choice) {
  page to;
  begin(to, choice, about_groups(of));
  to.gap();
  write_groups(to, of);
  return {"groups.yaml", to.text()};
}

file users_file(const outline& of, const options& choice) {
  page to;
  begin(to, choice,
        counted(of.users.size(), "user") + " with organization roles of their own, not through a group.");
  to.gap();
  write_users(to, of);
  return {"users.yaml", to.text()};
}

file project_file(const project_entry& project, const options& choice, std::set<std::string>& taken) {
  page to;
  begin(to, choice, about_project(project), "../");
  to.gap();
  to.line(0, "projects:");
  write_project(to, project);
  return {free_path(project, taken), to.text()};
}

std::vector<file> folder(const outline& of, const options& choice) {
  std::vector<file> out{organization_file(of, choice)};
  if (!of.groups.empty()) out.push_back(groups_file(of, choice));
  if (!of.users.empty()) out.push_back(users_file(of, choice));
  std::set<std::string> taken;
  for (const project_entry& project : of.projects) out.push_back(project_file(project, choice, taken));
  return out;
}

} // namespace

exported export_policy(const model::organization& live, const options& choice) {
  outline of = gather(live);
  of.suggestions = suggest_templates(of, live);
  take_out_permission_sets(of);
  exported out;
  out.summary = summary(of);
  out.unsafe = of.unsafe;
  out.files =
      choice.layout == layout::folder ? folder(of, choice) : std::vector<file>{single_file(of, choice)};
  return out;
}

} // namespace rolecall::exporter
