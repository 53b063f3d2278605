#include "report/code_host.hpp"

#include "base/stable_hash.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

namespace rolecall::report {

namespace {

std::string key_of(const base::diagnostic& d) {
  const std::string end(1, '\0');
  return d.rule + end + d.at.begin.file + end + d.source_line;
}

} // namespace

std::string path_in(const checkout& where, const std::string& file) {
  namespace fs = std::filesystem;
  const fs::path named = file.empty() ? where.policy : file;
  const fs::path whole = (fs::path(where.root) / named).lexically_normal();
  std::string path = whole.lexically_relative(where.root).generic_string();
  if (path.empty()) path = named.lexically_normal().generic_string();
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

std::vector<base::diagnostic> in_checkout(std::vector<base::diagnostic> all, const checkout& where) {
  for (base::diagnostic& d : all) {
    d.at.begin.file = path_in(where, d.at.begin.file);
    for (base::related& r : d.also) r.at.begin.file = path_in(where, r.at.begin.file);
  }
  return all;
}

std::vector<std::string> fingerprints(const std::vector<base::diagnostic>& all) {
  std::map<std::string, int> seen;
  std::vector<std::string> out;
  for (const base::diagnostic& d : all) {
    const std::string hash = base::hex(base::stable_hash(key_of(d)));
    out.push_back(hash + ":" + std::to_string(++seen[hash]));
  }
  return out;
}

region region_of(const base::source_range& at) {
  if (at.begin.line == 0) return {};
  const int column = std::max(1, at.begin.column);
  return {static_cast<std::size_t>(at.begin.line), static_cast<std::size_t>(column),
          static_cast<std::size_t>(column + std::max(1, at.length))};
}

std::size_t index_of(std::span<const rule_about> rules, std::string_view id) {
  const auto at = std::ranges::find(rules, id, &rule_about::id);
  return static_cast<std::size_t>(at - rules.begin());
}

} // namespace rolecall::report
