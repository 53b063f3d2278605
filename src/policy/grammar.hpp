#pragma once

// The grammar of a policy as one table: what may stand where, and what kind of value it takes. The reader
// checks files against it, and the JSON schema is made from it.

#include <span>
#include <string_view>

namespace rolecall::policy {

/// A map with fixed keys.
enum class body {
  none,
  file,
  manage,
  except,
  project_manage,
  group_manage,
  guards,
  protect,
  role,
  shared_role,
  project_role,
  group,
  user,
  project,
  match, ///< an entry of `templates`
  allow, ///< an entry of `allow`
};

enum class shape {
  number,      ///< a whole number
  text,        ///< any plain or quoted text
  flag,        ///< true or false
  ownership,   ///< additive or authoritative
  manage,      ///< additive or authoritative, or a map with the keys of `inner`
  texts,       ///< a list of text
  named_texts, ///< a map from names to lists of text
  record,      ///< a map with the keys of `inner`
  named,       ///< a map from names to maps with the keys of `inner`
  records,     ///< a list of maps with the keys of `inner`
};

enum class presence { optional, required };
enum class allowed_in { top_files, all_files };

struct field {
  body parent;
  std::string_view key;
  shape takes;
  body inner;
  presence need;
  allowed_in files;       ///< matters for body::file only
  std::string_view about; ///< one line
};

/// All keys, grouped by parent, in the order in which people write them.
std::span<const field> fields();

/// The keys of one body.
std::span<const field> fields_of(body parent);

/// The key `key` of `parent`; null if there is none.
const field* find_field(body parent, std::string_view key);

/// "a list of text": what a shape takes, for messages.
std::string_view describe(shape takes);

/// "a role", "the file": what a body is, for messages.
std::string_view describe(body what);

} // namespace rolecall::policy
