#pragma once

// The names that addresses show things by.

#include "model/address.hpp"
#include "model/symbols.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rolecall::model {

/// A name for some of the symbols of one table: an array, since symbols are small integers.
class thing_names {
public:
  /// Names the thing, unless it has a name.
  void emplace(symbol key, thing_name name);
  /// Names the thing, whatever its name was.
  void assign(symbol key, thing_name name) { place(key) = std::move(name); }

  /// Gives a thing that has a name another one; whether it is told apart by its id stays.
  void rename(symbol key, std::string name) { place(key).value().name = std::move(name); }

  [[nodiscard]] bool contains(symbol key) const { return find(key) != nullptr; }
  [[nodiscard]] const thing_name* find(symbol key) const;
  /// Of a thing that has a name; throws std::logic_error for others.
  [[nodiscard]] const thing_name& at(symbol key) const;

private:
  std::optional<thing_name>& place(symbol key);

  std::vector<std::optional<thing_name>> by_key_;
};

} // namespace rolecall::model
