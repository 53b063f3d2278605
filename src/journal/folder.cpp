#include "journal/folder.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace rolecall::journal {
namespace {

constexpr std::string_view ending = ".jsonl";

bool is_done_with(base::store& files, const file& which) {
  if (files.is_held(which.path)) return false;
  const auto text = files.read(which.path, most_bytes);
  const auto* read_text = std::get_if<std::string>(&text);
  if (!read_text) return false;
  if (is_closed(*read_text)) return true;
  const auto whole = read(*read_text);
  const auto* why = std::get_if<unfit>(&whole);
  return why && why->why == unfit::reason::empty;
}

} // namespace

std::string path_of(const std::string& folder, const std::string& run) {
  return folder + "/" + run + std::string(ending);
}

std::variant<std::vector<file>, base::store_failure> files_in(base::store& files, const std::string& folder) {
  auto names = files.list(folder);
  if (auto* failed = std::get_if<base::store_failure>(&names)) return std::move(*failed);
  std::vector<file> out;
  for (const std::string& name : std::get<std::vector<std::string>>(names)) {
    if (name.ends_with(ending))
      out.push_back({name.substr(0, name.size() - ending.size()), folder + "/" + name});
  }
  std::ranges::reverse(out); // names begin with the time
  return out;
}

std::variant<open_journals, base::store_failure> find_open(base::store& files, const std::string& folder,
                                                           const std::string& api) {
  auto all = files_in(files, folder);
  if (auto* failed = std::get_if<base::store_failure>(&all)) return std::move(*failed);
  open_journals out;
  for (file& which : std::get<std::vector<file>>(all)) {
    if (files.is_held(which.path)) {
      out.held.push_back(std::move(which));
      continue;
    }
    auto text = files.read(which.path, most_bytes);
    if (const auto* failed = std::get_if<base::store_failure>(&text)) {
      if (failed->kind != base::store_problem::missing) out.unfit.push_back(failed->message);
      continue;
    }
    if (is_closed(std::get<std::string>(text))) continue;
    auto whole = read(std::get<std::string>(text));
    if (const auto* why = std::get_if<unfit>(&whole)) {
      const bool other = why->head && why->head->api != api;
      if (why->why != unfit::reason::empty && !other) out.unfit.push_back(explain(*why, which.path));
      continue;
    }
    run& of = std::get<run>(whole);
    if (of.head.api == api && is_open(of)) out.open.push_back({std::move(which), std::move(of)});
  }
  return out;
}

std::string explain(const unfit& why, const std::string& path) {
  const std::string name = base::printable(path);
  switch (why.why) {
  case unfit::reason::empty: return "the journal " + name + " has no record";
  case unfit::reason::damaged:
    return "the journal " + name + " is damaged: line " + std::to_string(why.line) +
           " is not what was written, and so it cannot be told whether its run left something open. Look at "
           "it, if you wish: it is text, a record a line. Then remove it and run again: everything is "
           "planned "
           "from what is live; only what was in doubt then is not waited for, and what was given in passing "
           "is not taken back.";
  case unfit::reason::newer:
    return "the journal " + name + " was written by a newer rolecall (line " + std::to_string(why.line) +
           "). Run that version to settle it; or remove it and run again: everything is planned from what is "
           "live; only what was in doubt then is not waited for, and what was given in passing is not taken "
           "back.";
  }
  return {};
}

std::optional<base::store_failure> extend(base::store& files, const file& which,
                                          const std::vector<record>& with) {
  auto text = files.read(which.path, most_bytes);
  if (auto* failed = std::get_if<base::store_failure>(&text)) return std::move(*failed);
  auto& all = std::get<std::string>(text);
  const auto whole = read(all);
  const auto* of = std::get_if<run>(&whole);
  if (!of)
    return base::store_failure{base::store_problem::other, explain(std::get<unfit>(whole), which.path)};
  all.resize(of->intact);
  for (const record& one : with) all += line(one);
  return files.replace(which.path, all);
}

void prune(base::store& files, const std::string& folder, std::size_t keep) {
  const auto all = files_in(files, folder);
  const auto* found = std::get_if<std::vector<file>>(&all);
  for (std::size_t i = keep; found && i < found->size(); ++i) {
    if (is_done_with(files, (*found)[i])) files.remove((*found)[i].path);
  }
}

} // namespace rolecall::journal
