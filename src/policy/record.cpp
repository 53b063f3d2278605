#include "policy/record.hpp"

#include "base/text.hpp"
#include "policy/syntax.hpp"

#include <algorithm>
#include <string>

namespace rolecall::policy {
namespace {

std::string_view kind_of(const node& value) {
  switch (value.kind) {
  case node_kind::null: return "nothing";
  case node_kind::text: return "text";
  case node_kind::list: return "a list";
  case node_kind::map: return "a map";
  case node_kind::broken: break;
  }
  return "something else";
}

node_kind wanted_kind(shape takes) {
  switch (takes) {
  case shape::number:
  case shape::text:
  case shape::flag:
  case shape::ownership: return node_kind::text;
  case shape::texts:
  case shape::records: return node_kind::list;
  case shape::manage:
  case shape::named_texts:
  case shape::record:
  case shape::named: return node_kind::map;
  }
  return node_kind::broken;
}

std::string hint_for_nothing(std::string_view name, shape takes) {
  const std::string key(name);
  switch (takes) {
  case shape::number: return "write " + key + ": 1";
  case shape::text: return "write its value, or leave the key out";
  case shape::flag: return "write true or false, or leave the key out";
  case shape::ownership:
  case shape::manage: return "write additive or authoritative, or leave the key out";
  case shape::texts:
  case shape::records: return "write " + key + ": [] for none, or leave the key out";
  case shape::named_texts:
  case shape::record:
  case shape::named: return "write " + key + ": {} for none, or leave the key out";
  }
  return {};
}

std::string hint_for_wrong(const node& value, std::string_view name, shape takes) {
  if (takes == shape::texts && value.kind == node_kind::text) {
    return "write " + std::string(name) + ": [" + value.text.substr(0, 40) + "]";
  }
  if (takes == shape::named_texts && value.kind == node_kind::list) {
    return "write one line for each name: NAME: [...]";
  }
  if (takes == shape::text) return "text with a colon or brackets in it needs quotes";
  return {};
}

/// `{a:1}` is a key `a:1` without a colon after it. Whether that was so, and is reported.
bool report_bare_key(const document& in, const node& value, std::string_view key, findings& out) {
  const auto better = with_missing_blank(key);
  if (in.text().compare(value.at.offset, key.size(), key) != 0) return false; // a null that is written
  const std::size_t after = in.text().find_first_not_of(" \t", value.at.offset + value.at.length);
  if (!better || after == std::string_view::npos || in.text()[after] == ':') return false;
  out.add(rule::missing_blank, in.range(value.at), "a blank is missing in " + quote(key),
          "write " + quote(*better));
  return true;
}

bool all_text(const document& in, const node& list, std::string_view name, findings& out) {
  bool fine = true;
  for (const node& item : list.items) {
    if (item.kind == node_kind::text) continue;
    fine = false;
    if (item.kind == node_kind::null) {
      out.add(rule::no_value, in.range(item.at), "an item of " + quote(name) + " is empty",
              "remove it; a name such as null or ~ needs quotes");
    } else if (item.kind != node_kind::broken) {
      report_wrong_type(in, item, "an item of " + quote(name), "text",
                        "an item that has a colon and a blank, or brackets, in it needs quotes", out);
    }
  }
  return fine;
}

std::string allowed_keys(body what) {
  std::string out;
  for (const field& f : fields_of(what)) {
    out += (out.empty() ? "" : ", ") + std::string(f.key);
  }
  return out;
}

/// Where else in the grammar `key` has its place.
std::string other_place_of(std::string_view key, body not_here) {
  for (const field& f : fields()) {
    if (f.key == key && f.parent != not_here) {
      return quote(key) + " is a key of " + std::string(describe(f.parent)) + "; ";
    }
  }
  return {};
}

void report_unknown_key(const document& in, const member& m, body what, findings& out) {
  const std::string& key = m.key.text;
  if (const auto better = with_missing_blank(key); better && m.value.kind == node_kind::null) {
    out.add(rule::missing_blank, in.range(m.key.at), "a blank is missing in " + quote(key),
            "write " + quote(*better));
    return;
  }
  std::vector<std::string> known;
  for (const field& f : fields_of(what)) known.emplace_back(f.key);
  std::string hint;
  if (const auto near = base::nearest(key, known)) {
    hint = "did you mean " + quote(*near) + "? ";
  } else {
    hint = other_place_of(key, what);
  }
  out.add(rule::unknown_key, in.range(m.key.at),
          quote(key) + " is not a key of " + std::string(describe(what)),
          hint + "allowed here: " + allowed_keys(what));
}

/// Whether a known key may be used in this file.
bool may_stand(const document& in, const member& m, const field& known, findings& out) {
  if (known.parent == body::file && in.where() == standing::sub_folder &&
      known.files == allowed_in::top_files) {
    out.add(rule::top_files_only, in.range(m.key.at), quote(m.key.text) + " in a file of a sub-folder",
            "files in sub-folders hold only version and projects; move this to a file at the top of the "
            "policy folder");
    return false;
  }
  return true;
}

} // namespace

void report_wrong_type(const document& in, const node& value, const std::string& what,
                       std::string_view expected, std::string hint, findings& out) {
  if (const auto better = with_missing_blank(value.text);
      better && value.kind == node_kind::text && value.style == quoting::plain && expected != "text") {
    out.add(rule::missing_blank, in.range(value.at), "a blank is missing in " + quote(value.text),
            "write " + quote(*better));
    return;
  }
  out.add(rule::wrong_type, in.range(value.at),
          what + " must be " + std::string(expected) + ", and here is " + std::string(kind_of(value)),
          std::move(hint));
}

record::record(const document& in, const node& map, body what, findings& out) {
  entries_.reserve(map.members.size());
  for (const member& m : map.members) {
    const field* known = find_field(what, m.key.text);
    if (!known) {
      report_unknown_key(in, m, what, out);
      has_unknown_ = true;
    } else if (!may_stand(in, m, *known, out)) {
      entries_.push_back({known, &m, false});
    } else {
      entries_.push_back({known, &m, has_shape(in, m.value, m.key.text, known->takes, out)});
    }
  }
  for (const field& f : fields_of(what)) {
    if (f.need != presence::required || written(f.key) || has_unknown_) continue;
    out.add(rule::missing_key, in.range(map.at),
            quote(f.key) + " is missing in " + std::string(describe(what)),
            f.key == "version" ? "begin every file with: version: 1" : std::string(f.about));
  }
}

const node* record::find(std::string_view key) const {
  const auto found = std::ranges::find(entries_, key, [](const entry& e) { return e.known->key; });
  return found == entries_.end() || !found->usable ? nullptr : &found->at->value;
}

const node* record::written(std::string_view key) const {
  const auto found = std::ranges::find(entries_, key, [](const entry& e) { return e.known->key; });
  return found == entries_.end() ? nullptr : &found->at->key;
}

bool has_shape(const document& in, const node& value, std::string_view name, shape takes, findings& out) {
  if (value.kind == node_kind::broken) return false;
  if (value.kind == node_kind::null) {
    if (report_bare_key(in, value, name, out)) return false;
    out.add(rule::no_value, in.range(value.at), quote(name) + " has no value", hint_for_nothing(name, takes));
    return false;
  }
  const bool is_word =
      takes == shape::manage && value.kind == node_kind::text && !with_missing_blank(value.text);
  if (value.kind != wanted_kind(takes) && !is_word) {
    report_wrong_type(in, value, quote(name), describe(takes), hint_for_wrong(value, name, takes), out);
    return false;
  }
  return takes != shape::texts || all_text(in, value, name, out);
}

bool is_body(const document& in, const node& value, std::string_view name, std::string_view empty,
             findings& out) {
  if (value.kind == node_kind::map) return true;
  if (value.kind == node_kind::null) {
    if (report_bare_key(in, value, name, out)) return false;
    out.add(rule::no_value, in.range(value.at), quote(name) + " has no value", std::string(empty));
  } else if (value.kind != node_kind::broken) {
    report_wrong_type(in, value, quote(name), "a map", std::string(empty), out);
  }
  return false;
}

} // namespace rolecall::policy
