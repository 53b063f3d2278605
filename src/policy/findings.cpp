#include "policy/findings.hpp"

#include "base/text.hpp"
#include "policy/secrets.hpp"

#include <algorithm>
#include <utility>

namespace rolecall::policy {
namespace {

constexpr int most_of_one_rule = 50;
constexpr int most_warnings_kept = 2000;
constexpr std::size_t longest_source_line = 8192; // a longer one is generated: nobody reads it

} // namespace

findings::findings(const std::vector<document>& documents) {
  for (const document& d : documents) by_name_.emplace(d.name(), &d);
}

std::string findings::source_line(const base::source_pos& at) const {
  const auto found = by_name_.find(at.file);
  if (found == by_name_.end()) return {};
  const std::string_view line = found->second->line(at.line);
  return line.size() > longest_source_line ? std::string{} : std::string(line);
}

void findings::add(rule broken, base::source_range at, std::string message, std::string hint,
                   std::vector<base::related> also, std::string address) {
  base::diagnostic d;
  d.level = about(broken).level;
  d.rule = id_of(broken);
  d.at = std::move(at);
  if (!make_room(d)) return;
  d.source_line = masked(source_line(d.at.begin));
  d.message = masked(std::move(message));
  d.hint = masked(std::move(hint));
  d.also = std::move(also);
  d.address = masked(std::move(address));
  for (base::related& r : d.also) r.message = masked(std::move(r.message));
  all_.push_back(std::move(d));
}

void findings::add(base::diagnostic made) {
  if (make_room(made)) all_.push_back(std::move(made));
}

bool findings::make_room(const base::diagnostic& d) {
  count& seen = counts_[{d.at.begin.file, d.rule}];
  if (seen.total == 0) seen.level = d.level, seen.first = d.at;
  // A warning may yet be accepted: more of them are kept than shown.
  return ++seen.total <= (d.level == base::severity::error ? most_of_one_rule : most_warnings_kept);
}

bool findings::wants(rule broken, const base::source_range& at) const {
  const auto found = counts_.find({at.begin.file, id_of(broken)});
  return found == counts_.end() || found->second.total < most_of_one_rule;
}

std::size_t findings::drop(const std::function<bool(const base::diagnostic&)>& accepted) {
  return std::erase_if(all_, [&](const base::diagnostic& d) {
    if (d.level == base::severity::error || !accepted(d)) return false;
    --counts_[{d.at.begin.file, d.rule}].total;
    return true;
  });
}

void findings::leave_out_the_many() {
  std::map<key, int> shown;
  std::erase_if(all_, [&](const base::diagnostic& d) {
    return ++shown[{d.at.begin.file, d.rule}] > most_of_one_rule;
  });
}

void findings::add_counts_of_the_unsaid() {
  for (const auto& [where, seen] : counts_) {
    if (seen.total <= most_of_one_rule) continue;
    base::diagnostic d;
    d.level = seen.level;
    d.at.begin.file = where.first;
    d.rule = where.second;
    d.message = "and " + std::to_string(seen.total - most_of_one_rule) + " more like " +
                base::to_string(seen.first.begin);
    all_.push_back(std::move(d));
  }
}

std::vector<base::diagnostic> findings::take() {
  const auto before = [](const base::diagnostic& a, const base::diagnostic& b) { return a.at < b.at; };
  std::ranges::stable_sort(all_, before);
  leave_out_the_many();
  add_counts_of_the_unsaid();
  counts_.clear();
  return std::exchange(all_, {});
}

std::string quote(std::string_view whole) {
  constexpr std::size_t most = 80;
  const std::string text =
      masked(std::string(whole.substr(0, 4096))); // before a cut makes a key look harmless
  std::size_t end = 0;
  for (std::size_t n = 0; n < most && end < text.size(); ++n) {
    const auto c = base::decode(text, end);
    end += c ? c->bytes : 1;
  }
  std::string out = "\"";
  out.append(text, 0, end);
  out += end < text.size() ? "...\"" : "\"";
  return out;
}

} // namespace rolecall::policy
