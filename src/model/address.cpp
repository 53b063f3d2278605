#include "model/address.hpp"

#include "base/text.hpp"

namespace rolecall::model {

address address::operator/(address_part next) const& {
  address longer;
  longer.parts_.reserve(parts_.size() + 1);
  longer.parts_ = parts_;
  longer.parts_.push_back(std::move(next));
  return longer;
}

address address::operator/(address_part next) && {
  parts_.push_back(std::move(next));
  return std::move(*this);
}

std::string address::text() const {
  std::string out;
  for (const address_part& part : parts_) {
    if (!out.empty()) out += '.';
    out += part.kind + '[' + base::quoted(part.thing.name);
    if (!part.thing.id.empty()) out += '#' + base::printable(part.thing.id);
    out += ']';
  }
  return out;
}

std::string address::type() const {
  std::string out;
  for (const address_part& part : parts_) {
    if (!out.empty()) out += '_';
    out += part.kind;
  }
  return out;
}

} // namespace rolecall::model
