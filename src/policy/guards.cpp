#include "policy/guards.hpp"

#include "policy/names.hpp"

#include <algorithm>

namespace rolecall::policy {
namespace {

constexpr std::size_t most_digits = 6;

std::optional<std::size_t> read_count(const reading& r, const node& v) {
  const bool digits = !v.text.empty() && v.text.find_first_not_of("0123456789") == std::string::npos;
  if (digits && v.style == quoting::plain && v.text.size() <= most_digits) return std::stoul(v.text);
  r.add(rule::wrong_word, v, quote(v.text) + " is no number of owners",
        "write a whole number: min_owners: 2");
  return std::nullopt;
}

std::vector<model::written> read_names(const reading& r, const node* list, std::string_view what) {
  if (!list) return {};
  for (const node& name : list->items) check_name(r, name, what, named_by::others);
  return read_list(r, *list, what);
}

model::protection read_protection(const reading& r, const node& map) {
  const record keys(r.in, map, body::protect, r.out);
  model::protection out;
  out.roles = read_names(r, keys.find("roles"), "protected role");
  out.groups = read_names(r, keys.find("groups"), "protected group");
  out.projects = read_names(r, keys.find("projects"), "protected project");
  if (const node* list = keys.find("users")) out.users = read_people(r, *list);
  return out;
}

} // namespace

model::guards read_guards(const reading& r, const node& map) {
  const record keys(r.in, map, body::guards, r.out);
  model::guards out;
  if (const node* v = keys.find("min_owners")) out.min_owners = read_count(r, *v);
  if (const node* v = keys.find("protect")) out.protect = read_protection(r, *v);
  return out;
}

} // namespace rolecall::policy
