#include "emulator/json_node.hpp"

#include "base/text.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace rolecall::emulator {
namespace json = boost::json;

json_mistake json_node::mistake(const std::string& what) const {
  return json_mistake{(path_.empty() ? std::string("the document") : path_) + ": " + what};
}

void json_node::expect_object(std::initializer_list<std::string_view> known) const {
  if (!value_->is_object()) throw mistake("expected an object");
  for (const auto& member : value_->get_object()) {
    const std::string name(member.key().data(), member.key().size());
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    std::string message = "unknown key " + base::quoted(name) + "; known are";
    for (const auto other : known) message.append(" ").append(other);
    throw mistake(message);
  }
}

std::optional<json_node> json_node::maybe(std::string_view name) const {
  if (!value_->is_object()) throw mistake("expected an object");
  const auto* found = value_->get_object().if_contains(json::string_view(name.data(), name.size()));
  if (found == nullptr || found->is_null()) return std::nullopt;
  return json_node(*found, path_.empty() ? std::string(name) : path_ + '.' + std::string(name));
}

json_node json_node::at(std::string_view name) const {
  auto found = maybe(name);
  if (!found) throw mistake("needs " + base::quoted(name));
  return *found;
}

std::vector<json_node> json_node::elements(std::string_view name) const {
  std::vector<json_node> out;
  const auto found = maybe(name);
  if (!found) return out;
  if (!found->value_->is_array()) throw found->mistake("expected an array");
  for (const auto& element : found->value_->get_array())
    out.emplace_back(element, found->path_ + '[' + std::to_string(out.size()) + ']');
  return out;
}

std::string json_node::text() const {
  if (!value_->is_string()) throw mistake("expected a string");
  const auto& found = value_->get_string();
  return std::string(found.data(), found.size());
}

std::optional<std::string> json_node::maybe_text(std::string_view name) const {
  const auto found = maybe(name);
  if (!found) return std::nullopt;
  return found->text();
}

std::optional<std::int64_t> json_node::maybe_number(std::string_view name) const {
  const auto found = maybe(name);
  if (!found) return std::nullopt;
  if (!found->value_->is_int64()) throw found->mistake("expected a whole number");
  return found->value_->get_int64();
}

bool json_node::flag(std::string_view name, bool fallback) const {
  const auto found = maybe(name);
  if (!found) return fallback;
  if (!found->value_->is_bool()) throw found->mistake("expected true or false");
  return found->value_->get_bool();
}

std::vector<std::string> json_node::texts(std::string_view name) const {
  std::vector<std::string> out;
  for (const auto& element : elements(name)) out.push_back(element.text());
  return out;
}

} // namespace rolecall::emulator
