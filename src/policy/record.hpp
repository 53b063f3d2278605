#pragma once

// A map of the file matched against its body in the grammar: only values of the right shape come through, all
// else is reported here, once, for every key of every body.

#include "policy/grammar.hpp"
#include "policy/tree.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rolecall::policy {

class record {
public:
  /// `map` must be a map and live longer.
  record(const document& in, const node& map, body what, findings& out);

  /// The value of `key` if it is there and of the right shape.
  const node* find(std::string_view key) const;
  /// The key as written, also if its value is of no use.
  const node* written(std::string_view key) const;
  /// Whether there was a key that the body does not have; what seems missing may be that one, misspelt.
  bool has_unknown() const noexcept { return has_unknown_; }

private:
  struct entry {
    const field* known;
    const member* at;
    bool usable;
  };
  std::vector<entry> entries_;
  bool has_unknown_ = false;
};

/// Whether `value` is what `takes` asks for, down to the items of lists of text; reports what is not. `name`
/// is the key it belongs to.
bool has_shape(const document& in, const node& value, std::string_view name, shape takes, findings& out);

/// Says that `what` must be `expected` and that `value` is something else, or that a blank is missing in it.
void report_wrong_type(const document& in, const node& value, const std::string& what,
                       std::string_view expected, std::string hint, findings& out);

/// Whether `value`, an entry named `name` of a map from names to maps, is a map; reports what is not. `empty`
/// says what to write for an entry without content.
bool is_body(const document& in, const node& value, std::string_view name, std::string_view empty,
             findings& out);

} // namespace rolecall::policy
