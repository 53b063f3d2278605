#include "policy/identify.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <iterator>

namespace rolecall::policy {
namespace {

using base::quoted;

std::string ids_of(const std::vector<const candidate*>& things) {
  std::string out;
  for (const candidate* thing : things) out += (out.empty() ? "" : ", ") + base::printable(thing->id);
  return out;
}

bool is_old_name(const model::identity& live, const std::string& name) {
  return std::ranges::any_of(live.previously, [&](const model::written& old) { return old.text == name; });
}

template <class Fits>
std::vector<const candidate*> those(const std::vector<candidate>& all, Fits fits) {
  std::vector<const candidate*> out;
  for (const candidate& one : all) {
    if (fits(one)) out.push_back(&one);
  }
  return out;
}

identified by_id(resolution& r, const char* kind, const model::written& key, const model::identity& live,
                 const std::vector<candidate>& all) {
  const auto found = std::ranges::find(all, live.id->text, &candidate::id);
  if (found == all.end()) return {match::blocked, {}};
  const std::string& name = wanted_name(key, live);
  const bool expected =
      found->name == name || is_old_name(live, found->name) || found->name == model::passing_name(found->id);
  if (expected) return {match::found, found->id};
  r.problem(rule::pinned_name_differs, live.id->at,
            "the " + std::string(kind) + " with id " + quoted(found->id) + " is named " +
                quoted(found->name) + ", not " + quoted(name),
            "correct the id, or say \"name: " + quoted(found->name) + "\" beside it, or \"previously: [" +
                quoted(found->name) + "]\" to rename it");
  return {match::refused, {}};
}

std::string place(const model::address& scope) {
  return scope.parts().empty() ? "" : " of project " + quoted(scope.parts().back().thing.name);
}

/// project_roles take no id: they stand for a role of each project.
/// `which`: "it", "the one you mean".
std::string how_to_pin(const std::string& which, const model::address& scope) {
  const std::string pin = "pin " + which + " with \"id\"";
  return scope.parts().empty() ? pin : pin + " under \"roles\" of that project";
}

identified by_old_name(resolution& r, const model::address& scope, const char* kind,
                       const model::identity& live, const std::vector<candidate>& all) {
  const auto old = those(all, [&](const candidate& c) { return is_old_name(live, c.name); });
  if (old.empty()) return {};
  if (old.size() == 1) return {match::found, old.front()->id};
  r.problem(rule::several_old_names, live.previously.front().at,
            std::to_string(old.size()) + " live " + kind + "s" + place(scope) +
                " have old names of this one (" + ids_of(old) + ")",
            "keep the name of the one that you mean in \"previously\", or " + how_to_pin("it", scope));
  return {match::refused, {}};
}

void warn_of_old_name(resolution& r, const model::address& scope, const char* kind, const model::written& key,
                      const model::identity& live, const std::vector<candidate>& all) {
  for (const model::written& old : live.previously) {
    if (std::ranges::count(all, old.text, &candidate::name) == 0) continue;
    r.problem(rule::old_name_is_live, old.at,
              "a " + std::string(kind) + " named " + quoted(old.text) + " is live beside " + quoted(key.text),
              "it is not renamed, and counts as one that the policy does not have; take the old name out of "
              "\"previously\" once it is gone",
              (scope / model::address_part{kind, {key.text, {}}}).text());
  }
}

} // namespace

const std::string& wanted_name(const model::written& key, const model::identity& live) {
  return live.name ? live.name->text : key.text;
}

identified identify(resolution& r, const model::address& scope, const char* kind, const model::written& key,
                    const model::identity& live, const std::vector<candidate>& all) {
  if (live.id) return by_id(r, kind, key, live, all);
  const auto named = those(all, [&](const candidate& c) { return c.name == key.text; });
  if (named.empty()) return by_old_name(r, scope, kind, live, all);
  if (named.size() > 1) {
    r.problem(rule::ambiguous_name, key.at,
              std::to_string(named.size()) + " live " + kind + "s" + place(scope) + " are named " +
                  quoted(key.text) + " (" + ids_of(named) + ")",
              how_to_pin("the one you mean", scope));
    return {match::refused, {}};
  }
  warn_of_old_name(r, scope, kind, key, live, all);
  return {match::found, named.front()->id};
}

} // namespace rolecall::policy
