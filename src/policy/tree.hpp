#pragma once

// A YAML file as a tree of our own: strict, with the exact place of everything, and nothing that needs
// resolving (no anchors, aliases, tags, merge keys).

#include "policy/findings.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rolecall::policy {

/// broken: there was something that has been reported; say nothing more about it.
enum class node_kind { null, text, list, map, broken };

enum class quoting { plain, quoted };

struct member;

struct node {
  node_kind kind = node_kind::null;
  quoting style = quoting::plain;
  place at; ///< of a null that is not written: its key
  std::string text;
  std::vector<node> items;     ///< of a list
  std::vector<member> members; ///< of a map, as written; keys are text and differ
};

struct member {
  node key;
  node value;
};

/// Nothing if the file is not readable as one YAML document; then there is an error in `out`. `in` must have
/// passed check_bytes().
std::optional<node> parse(const document& in, findings& out);

} // namespace rolecall::policy
