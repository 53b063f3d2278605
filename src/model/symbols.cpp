#include "model/symbols.hpp"

namespace rolecall::model {

symbols::symbols() { intern(""); }

symbol symbols::intern(std::string_view text) {
  if (const auto known = by_text_.find(text); known != by_text_.end()) return known->second;
  const auto s = static_cast<symbol>(texts_.size());
  texts_.emplace_back(text);
  by_text_.emplace(texts_.back(), s);
  return s;
}

symbol symbols::find(std::string_view text) const {
  const auto known = by_text_.find(text);
  return known == by_text_.end() ? symbol::none : known->second;
}

} // namespace rolecall::model
