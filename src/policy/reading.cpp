#include "policy/reading.hpp"

#include "base/text.hpp"
#include "policy/names.hpp"

#include <algorithm>
#include <utility>

namespace rolecall::policy {
namespace {

/// What an item of a list is in addresses; empty where it has none of its own.
std::string_view kind_of_item(std::string_view what) {
  if (what == "role") return "grant";
  return what == "member" || what == "permission" ? what : "";
}

std::string address_of_item(const reading& r, std::string_view item, std::string_view what) {
  const std::string_view kind = kind_of_item(what);
  if (!r.about || kind.empty()) return r.address();
  return subject{r.about, kind, item}.text();
}

void drop_repeated(const reading& r, std::vector<model::written>& list, std::string_view what) {
  std::vector<const model::written*> sorted;
  sorted.reserve(list.size());
  for (const model::written& w : list) sorted.push_back(&w);
  std::ranges::stable_sort(sorted, {}, [](const model::written* w) -> std::string_view { return w->text; });
  std::vector<const model::written*> repeated;
  for (std::size_t i = 1, first = 0; i < sorted.size(); ++i) {
    if (sorted[i]->text != sorted[first]->text) {
      first = i;
      continue;
    }
    repeated.push_back(sorted[i]);
    r.out.add(rule::listed_twice, sorted[i]->at,
              std::string(what) + " " + quote(sorted[i]->text) + " is listed twice", "remove one of them",
              {{sorted[first]->at, "first listed here"}}, address_of_item(r, sorted[i]->text, what));
  }
  if (repeated.empty()) return;
  std::ranges::sort(repeated);
  std::vector<model::written> kept;
  for (model::written& w : list) {
    if (!std::ranges::binary_search(repeated, &w)) kept.push_back(std::move(w));
  }
  list = std::move(kept);
}

bool is_permission(const reading& r, const node& item) {
  if (item.text.starts_with('@') && item.text.size() > 1) return true; // a set: its name is looked up
  const auto is_graphic = [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7F; };
  if (!item.text.empty() && item.text != "@" && std::ranges::all_of(item.text, is_graphic)) return true;
  r.add(rule::bad_permission, item, quote(item.text) + " is not a permission",
        "a permission looks like api.groups.read: one word, no blanks");
  return false;
}

model::ownership read_word(const reading& r, const node& v) {
  if (v.text == "additive") return model::ownership::additive;
  if (v.text == "authoritative") return model::ownership::authoritative;
  const auto near = base::nearest(v.text, {"additive", "authoritative"});
  const std::string hint = near ? "did you mean " + quote(*near) + "? " : "";
  r.add(rule::wrong_word, v, quote(v.text) + " is neither additive nor authoritative",
        hint + "additive adds and changes only; authoritative also removes what is not written");
  return model::ownership::additive;
}

} // namespace

void reading::add(rule broken, const node& at, std::string message, std::string hint) const {
  out.add(broken, in.range(at.at), std::move(message), std::move(hint), {}, address());
}

model::written reading::written(const node& text) const { return {text.text, in.range(text.at)}; }

std::string_view hint_for_empty(body what) {
  switch (what) {
  case body::project_role: return "write {} to take the role of that name from project_roles";
  case body::role:
  case body::shared_role: return "a role needs its permissions: {permissions: [...]}";
  default: return "write {} if there is nothing more to say";
  }
}

std::vector<model::written> read_list(const reading& r, const node& list, std::string_view what) {
  std::vector<model::written> items;
  items.reserve(list.items.size());
  for (const node& item : list.items) items.push_back(r.written(item));
  drop_repeated(r, items, what);
  return items;
}

model::written read_who(const reading& r, const node& text, std::string_view kind) {
  model::written who = r.written(text);
  if (model::is_email(who.text)) {
    who.text = base::lower(who.text);
    const subject here{r.about, kind, who.text};
    check_name(r.of(here), text, "user", named_by::others);
  } else {
    check_id(who, "a user or service account", r.out);
  }
  return who;
}

std::vector<model::written> read_people(const reading& r, const node& list) {
  std::vector<model::written> people;
  people.reserve(list.items.size());
  for (const node& item : list.items) people.push_back(read_who(r, item, "member"));
  drop_repeated(r, people, "member");
  return people;
}

std::vector<model::written> read_globs(const reading& r, const node& list) {
  for (const node& glob : list.items) {
    if (glob.text.empty()) r.add(rule::empty_name, glob, "an empty glob matches nothing", "remove it");
  }
  return read_list(r, list, "glob");
}

model::identity read_identity(const reading& r, const record& keys, const node& entry,
                              std::string_view what) {
  model::identity out;
  if (const node* v = keys.find("id")) {
    out.id = r.written(*v);
    check_id(*out.id, "a " + std::string(what), r.out);
  }
  if (const node* v = keys.find("name")) {
    out.name = r.written(*v);
    check_name(r, *v, what, named_by::others);
    if (!keys.written("id")) {
      r.add(rule::not_together, *keys.written("name"),
            "\"name\" without \"id\" in " + std::string(what) + " " + quote(entry.text),
            "without id the key is the live name; name is for a " + std::string(what) +
                " whose key is another one");
    }
  }
  if (const node* v = keys.find("previously")) {
    for (const node& old : v->items) check_name(r, old, what, named_by::others);
    out.previously = read_list(r, *v, "old name");
  }
  return out;
}

std::vector<model::written> read_permissions(const reading& r, const node& list) {
  std::vector<model::written> all;
  all.reserve(list.items.size());
  for (const node& item : list.items) {
    if (is_permission(r, item)) all.push_back(r.written(item));
  }
  drop_repeated(r, all, "permission");
  return all;
}

bool read_flag(const reading& r, const node* v, bool otherwise) {
  if (!v) return otherwise;
  const bool plain = v->style == quoting::plain;
  if (plain && (v->text == "true" || v->text == "True" || v->text == "TRUE")) return true;
  if (plain && (v->text == "false" || v->text == "False" || v->text == "FALSE")) return false;
  r.add(rule::wrong_word, *v, quote(v->text) + " is neither true nor false",
        plain ? "YAML 1.2 knows no other words for them" : "write it without quotes");
  return otherwise;
}

model::manage read_manage(const reading& r, const node& v, body what) {
  model::manage m;
  if (v.kind == node_kind::text) {
    const model::ownership all = read_word(r, v);
    return {.roles = all, .groups = all, .members = all, .grants = all};
  }
  const record keys(r.in, v, what, r.out);
  if (const node* word = keys.find("roles")) m.roles = read_word(r, *word);
  if (const node* word = keys.find("groups")) m.groups = read_word(r, *word);
  if (const node* word = keys.find("members")) m.members = read_word(r, *word);
  if (const node* word = keys.find("grants")) m.grants = read_word(r, *word);
  return m;
}

model::exceptions read_exceptions(const reading& r, const node& manage) {
  const auto is_except = [](const member& m) { return m.key.text == "except"; };
  const auto except = std::ranges::find_if(manage.members, is_except);
  if (except == manage.members.end() || except->value.kind != node_kind::map) return {};
  const record keys(r.in, except->value, body::except, r.out);
  const auto globs = [&](std::string_view key) -> std::vector<model::written> {
    const node* list = keys.find(key);
    return list ? read_globs(r, *list) : std::vector<model::written>{};
  };
  return {.roles = globs("roles"), .groups = globs("groups"), .projects = globs("projects")};
}

} // namespace rolecall::policy
