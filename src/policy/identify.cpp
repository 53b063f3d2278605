#include "policy/identify.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace rolecall::policy {
namespace {

using base::quoted;
using model::scope;

std::string ids_of(const std::vector<candidate>& things) {
  std::string out;
  for (const candidate& thing : things) out += (out.empty() ? "" : ", ") + base::printable(thing.id);
  return out;
}

bool is_old_name(const model::identity& live, std::string_view name) {
  return std::ranges::any_of(live.previously, [&](const model::written& old) { return old.text == name; });
}

identified found(const candidate& what) { return {match::found, std::string(what.id)}; }

identified by_id(resolution& r, const char* kind, const model::written& key, const model::identity& live,
                 const candidates& all) {
  const candidate* pinned = all.with_id(live.id->text);
  if (!pinned) return {match::blocked, {}};
  const std::string& name = wanted_name(key, live);
  const bool expected = pinned->name == name || is_old_name(live, pinned->name) ||
                        pinned->name == model::passing_name(live.id->text);
  if (expected) return found(*pinned);
  r.problem(rule::pinned_name_differs, live.id->at,
            "the " + std::string(kind) + " with id " + quoted(pinned->id) + " is named " +
                quoted(pinned->name) + ", not " + quoted(name),
            "correct the id, or say \"name: " + quoted(pinned->name) + "\" beside it, or \"previously: [" +
                quoted(pinned->name) + "]\" to rename it");
  return {match::refused, {}};
}

std::string place(const resolution& r, scope at) {
  return at.is_organization() ? "" : " of project " + quoted(r.out.names.at(at.project).name);
}

/// project_roles take no id: they stand for a role of each project.
/// `which`: "it", "the one you mean".
std::string how_to_pin(const std::string& which, scope at) {
  const std::string pin = "pin " + which + " with \"id\"";
  return at.is_organization() ? pin : pin + " under \"roles\" of that project";
}

std::vector<candidate> with_old_names(const model::identity& live, const candidates& all) {
  std::vector<candidate> out;
  for (const model::written& old : live.previously) {
    const auto those = all.named(old.text);
    out.insert(out.end(), those.begin(), those.end());
  }
  std::ranges::sort(out, {}, &candidate::id);
  const auto same = [](const candidate& a, const candidate& b) { return a.id == b.id; };
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  return out;
}

identified by_old_name(resolution& r, scope at, const char* kind, const model::identity& live,
                       const candidates& all) {
  const std::vector<candidate> old = with_old_names(live, all);
  if (old.empty()) return {};
  if (old.size() == 1) return found(old.front());
  r.problem(rule::several_old_names, live.previously.front().at,
            std::to_string(old.size()) + " live " + kind + "s" + place(r, at) +
                " have old names of this one (" + ids_of(old) + ")",
            "keep the name of the one that you mean in \"previously\", or " + how_to_pin("it", at));
  return {match::refused, {}};
}

void warn_of_old_name(resolution& r, scope at, const char* kind, const model::written& key,
                      const model::identity& live, const candidates& all) {
  for (const model::written& old : live.previously) {
    if (all.named(old.text).empty()) continue;
    r.problem(rule::old_name_is_live, old.at,
              "a " + std::string(kind) + " named " + quoted(old.text) + " is live beside " + quoted(key.text),
              "it is not renamed, and counts as one that the policy does not have; take the old name out of "
              "\"previously\" once it is gone",
              (r.out.scope_address(at) / model::address_part{kind, {key.text, {}}}).text());
  }
}

} // namespace

candidates::candidates(std::vector<candidate> all) : by_id_(std::move(all)), by_name_(by_id_) {
  std::ranges::sort(by_name_, {}, [](const candidate& c) { return std::tie(c.name, c.id); });
}

const candidate* candidates::with_id(std::string_view id) const {
  const auto at = std::ranges::lower_bound(by_id_, id, {}, &candidate::id);
  return at != by_id_.end() && at->id == id ? &*at : nullptr;
}

std::span<const candidate> candidates::named(std::string_view name) const {
  const auto first = std::ranges::lower_bound(by_name_, name, {}, &candidate::name);
  const auto last = std::ranges::upper_bound(by_name_, name, {}, &candidate::name);
  return {first, last};
}

const std::string& wanted_name(const model::written& key, const model::identity& live) {
  return live.name ? live.name->text : key.text;
}

identified identify(resolution& r, scope at, const char* kind, const model::written& key,
                    const model::identity& live, const candidates& all) {
  if (live.id) return by_id(r, kind, key, live, all);
  const auto named = all.named(key.text);
  if (named.empty()) return by_old_name(r, at, kind, live, all);
  if (named.size() > 1) {
    r.problem(rule::ambiguous_name, key.at,
              std::to_string(named.size()) + " live " + kind + "s" + place(r, at) + " are named " +
                  quoted(key.text) + " (" + ids_of({named.begin(), named.end()}) + ")",
              how_to_pin("the one you mean", at));
    return {match::refused, {}};
  }
  warn_of_old_name(r, at, kind, key, live, all);
  return found(named.front());
}

} // namespace rolecall::policy
