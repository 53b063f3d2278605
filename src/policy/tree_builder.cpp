#include "policy/tree_builder.hpp"

#include "policy/syntax.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rolecall::policy {
namespace {

constexpr std::size_t most_levels = 32;
constexpr std::size_t most_nodes = 10'000'000; // memory stays below 2 GiB; a million grants need half of it

place span(std::size_t offset, std::size_t length) {
  return {static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(std::max<std::size_t>(1, length))};
}

enum class role_in_map { key, value };

/// Length of the null that is written at `offset`; 0 if it is left out there and the next thing follows.
std::size_t null_literal(std::string_view text, std::size_t offset, role_in_map role) {
  constexpr std::array<std::string_view, 4> words = {"~", "null", "Null", "NULL"};
  const std::string_view rest = text.substr(offset);
  const auto* const word =
      std::ranges::find_if(words, [rest](std::string_view w) { return rest.starts_with(w); });
  if (word == words.end()) return 0;
  const std::size_t next = std::min(rest.find_first_not_of(" \t", word->size()), rest.size());
  const bool ends =
      next > word->size() || next == rest.size() || rest.find_first_of(",]}:\r\n", next) == next;
  const bool is_key = next < rest.size() && rest[next] == ':';
  return ends && (role == role_in_map::key || !is_key) ? word->size() : 0;
}

} // namespace

void tree_builder::OnDocumentStart(const YAML::Mark& mark) {
  if (++documents_ < 2) return;
  report_second_document(offset_of(mark));
  throw stop{};
}

void tree_builder::OnNull(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) {
  const std::size_t offset = offset_of(mark);
  node n;
  const std::size_t written =
      null_literal(text_, offset, expects_key() ? role_in_map::key : role_in_map::value);
  if (written > 0) {
    n.at = span(offset, written);
  } else {
    n.at = key_ready() ? open_.back().key.at : span(place_of_nothing(offset), 1);
  }
  if (has_property(offset)) n.kind = node_kind::broken;
  if (expects_key() && n.kind == node_kind::null) {
    report(rule::key_not_text, span(offset, written), "a key is nothing",
           "keys are names; a name such as null or ~ needs quotes");
    n.kind = node_kind::broken;
  }
  put(std::move(n));
}

void tree_builder::OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) {
  node n;
  n.kind = node_kind::broken;
  n.at = span(offset_of(mark), 1);
  report(rule::anchor_or_alias, n.at, "a YAML alias (*)",
         "write the value itself; text that begins with * needs quotes");
  put(std::move(n));
}

void tree_builder::OnAnchor(const YAML::Mark& mark, const std::string& name) {
  report(rule::anchor_or_alias, span(offset_of(mark), name.size() + 1), "a YAML anchor (&)",
         "a policy has no anchors and aliases: what is written is what holds, in one place");
}

void tree_builder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t /*anchor*/,
                            const std::string& value) {
  const std::size_t offset = offset_of(mark);
  node n;
  n.kind = node_kind::text;
  n.style = tag == "?" ? quoting::plain : quoting::quoted;
  n.at = span(offset, written_length(offset, value));
  n.text = value;
  understood_ = n.at.offset;
  if (has_property(offset)) {
    refuse_tag(offset);
  } else if (has_template_marker(n.style == quoting::plain ? value
                                                           : text_.substr(n.at.offset, n.at.length))) {
    report_template_marker(in_, n.at, out_);
    n.kind = node_kind::broken;
  }
  put(std::move(n));
}

void tree_builder::OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/,
                                   YAML::anchor_t /*anchor*/, YAML::EmitterStyle::value /*style*/) {
  open(node_kind::list, offset_of(mark));
}

void tree_builder::OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                              YAML::EmitterStyle::value /*style*/) {
  open(node_kind::map, offset_of(mark));
}

std::size_t tree_builder::offset_of(const YAML::Mark& mark) const {
  return mark.pos < 0 ? 0 : std::min(static_cast<std::size_t>(mark.pos), text_.size());
}

void tree_builder::report(rule broken, place at, std::string message, std::string hint) {
  out_.add(broken, in_.range(at), std::move(message), std::move(hint));
}

bool tree_builder::expects_key() const {
  return !open_.empty() && open_.back().value.kind == node_kind::map && !open_.back().has_key;
}

bool tree_builder::has_property(std::size_t offset) const {
  return offset < text_.size() && (text_[offset] == '!' || text_[offset] == '&');
}

/// An item that is not written is announced where the next thing stands: its dash is before that.
std::size_t tree_builder::place_of_nothing(std::size_t offset) const {
  const std::size_t last =
      offset == 0 ? std::string_view::npos : text_.find_last_not_of(" \t\r\n", offset - 1);
  return last != std::string_view::npos && text_[last] == '-' ? last : offset;
}

std::size_t tree_builder::written_length(std::size_t offset, const std::string& value) {
  const char first = offset < text_.size() ? text_[offset] : '\0';
  if (first != '"' && first != '\'') {
    if (text_.compare(offset, value.size(), value) == 0) return value.size();
    return std::min(text_.find('\n', offset), text_.size()) - offset;
  }
  if (const auto end = end_of_quoted(text_, offset)) return *end - offset;
  report(rule::unclosed_quote, span(offset, 1), "this quote is never closed", "close it; was the file cut?");
  complete_ = false;
  return text_.size() - offset;
}

void tree_builder::open(node_kind kind, std::size_t offset) {
  if (open_.size() == most_levels) {
    report(rule::too_deep, span(offset, 1), "lists and maps are nested more than 32 deep",
           "a policy needs six levels; check the brackets");
    throw stop{};
  }
  if (offset < text_.size() && text_[offset] == '!') refuse_tag(offset);
  frame f;
  f.value.kind = kind;
  f.value.at = span(offset, 1);
  open_.push_back(std::move(f));
}

void tree_builder::close() {
  node n = std::move(open_.back().value);
  open_.pop_back();
  if (n.kind == node_kind::map) drop_duplicate_keys(n);
  if (expects_key()) refuse_complex_key(n);
  put(std::move(n));
}

void tree_builder::put(node n) {
  if (++nodes_ > most_nodes) {
    report(rule::too_many_nodes, n.at, "the file has more than 10 million values", "split the policy");
    throw stop{};
  }
  if (open_.empty()) {
    root_ = std::move(n);
    return;
  }
  frame& f = open_.back();
  if (f.value.kind == node_kind::list) {
    f.value.items.push_back(std::move(n));
  } else if (!f.has_key) {
    f.key = std::move(n);
    f.has_key = true;
  } else {
    put_member(f, std::move(n));
  }
}

void tree_builder::put_member(frame& into, node value) {
  into.has_key = false;
  if (into.key.kind == node_kind::broken) return;
  if (into.key.text == "<<" && into.key.style == quoting::plain) {
    report(rule::merge_key, into.key.at, "the YAML merge key <<",
           "write the keys themselves: YAML parsers disagree on what << means");
    return;
  }
  into.value.members.push_back({std::move(into.key), std::move(value)});
}

void tree_builder::refuse_tag(std::size_t offset) {
  if (text_[offset] != '!') return;
  const std::size_t end = std::min(text_.find_first_of(" \t\r\n,]}", offset), text_.size());
  report(rule::tag, span(offset, end - offset), "a YAML tag (!)",
         "leave it out: names are always text; text that begins with ! needs quotes");
}

void tree_builder::refuse_complex_key(node& key) {
  const std::size_t outer =
      key.at.offset > 0 && text_[key.at.offset - 1] == '{' ? key.at.offset - 1 : key.at.offset;
  if (text_.substr(outer).starts_with("{{")) {
    if (marker_ != outer) report_template_marker(in_, span(outer, 2), out_); // it is two maps, and one marker
    marker_ = outer;
  } else {
    report(rule::key_not_text, key.at,
           std::string("a key is a ") + (key.kind == node_kind::map ? "map" : "list"),
           "keys are names; text that begins with { or [ needs quotes");
  }
  key.kind = node_kind::broken;
  key.items.clear();
  key.members.clear();
}

void tree_builder::drop_duplicate_keys(node& map) {
  std::vector<const member*> sorted;
  sorted.reserve(map.members.size());
  for (const member& m : map.members) sorted.push_back(&m);
  std::ranges::stable_sort(sorted, {}, [](const member* m) -> std::string_view { return m->key.text; });
  std::vector<const member*> doubled;
  const member* first = nullptr;
  for (const member* m : sorted) {
    if (!first || first->key.text != m->key.text) {
      first = m;
      continue;
    }
    doubled.push_back(m);
    out_.add(rule::duplicate_key, in_.range(m->key.at),
             "the key " + quote(m->key.text) + " stands here twice",
             "keep one of them, or write both together under one",
             {{in_.range(first->key.at), "first written here"}});
  }
  if (doubled.empty()) return;
  std::ranges::sort(doubled);
  const auto is_doubled = [&doubled](const member& m) { return std::ranges::binary_search(doubled, &m); };
  std::vector<member> kept;
  for (member& m : map.members) {
    if (!is_doubled(m)) kept.push_back(std::move(m));
  }
  map.members = std::move(kept);
}

void tree_builder::report_second_document(std::size_t offset) {
  if (text_.substr(offset).starts_with("---")) {
    report(rule::several_documents, span(offset, 3), "a second YAML document begins here",
           "one file holds one document: remove the --- or use two files");
  } else {
    report(rule::syntax, span(offset, 1), "this does not belong to what stands above it",
           "check the indentation of this line and of the ones above");
  }
}

} // namespace rolecall::policy
