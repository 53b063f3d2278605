#include "model/thing_names.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace rolecall::model {

std::optional<thing_name>& thing_names::place(symbol key) {
  const auto at = static_cast<std::size_t>(key);
  if (at >= by_key_.size()) by_key_.resize(std::max(at + 1, 2 * by_key_.size()));
  return by_key_[at];
}

void thing_names::emplace(symbol key, thing_name name) {
  std::optional<thing_name>& known = place(key);
  if (!known) known = std::move(name);
}

const thing_name* thing_names::find(symbol key) const {
  const auto at = static_cast<std::size_t>(key);
  return at < by_key_.size() && by_key_[at] ? &*by_key_[at] : nullptr;
}

const thing_name& thing_names::at(symbol key) const {
  if (const thing_name* known = find(key)) return *known;
  throw std::logic_error("a thing without a name");
}

} // namespace rolecall::model
