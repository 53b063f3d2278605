#pragma once

// Reads a JSON document of our own, member by member, and says where it is wrong. For .cpp files only.

#include "base/text.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::live {

/// A value that knows its place. Whatever is asked of a wrong value is answered with something empty; the
/// first mistake is kept in `mistake`.
class node {
public:
  node(const boost::json::value* value, std::string path, std::string& mistake)
      : value_(value), path_(std::move(path)), mistake_(&mistake) {}

  void wrong(const std::string& what) const {
    if (mistake_->empty()) *mistake_ = (path_.empty() ? "the document" : path_) + ": " + what;
  }

  [[nodiscard]] bool is_object() const { return value_ && value_->is_object(); }

  /// Missing and null are the same.
  [[nodiscard]] bool has(std::string_view name) const {
    const boost::json::value* found = member(name);
    return found && !found->is_null();
  }

  [[nodiscard]] node at(std::string_view name) const {
    if (value_ && !value_->is_object()) wrong("expected an object");
    if (is_object() && !has(name)) wrong("needs " + base::quoted(name));
    return {member(name), (path_.empty() ? "" : path_ + ".") + std::string(name), *mistake_};
  }

  [[nodiscard]] std::vector<node> elements(std::string_view name) const {
    const node list = at(name);
    std::vector<node> out;
    if (list.value_ && !list.value_->is_array()) list.wrong("expected an array");
    if (!list.value_ || !list.value_->is_array()) return out;
    for (const boost::json::value& v : list.value_->get_array())
      out.emplace_back(&v, list.path_ + "[" + std::to_string(out.size()) + "]", *mistake_);
    return out;
  }

  [[nodiscard]] std::string text() const {
    if (value_ && value_->is_string()) return {value_->get_string().data(), value_->get_string().size()};
    if (value_) wrong("expected a string");
    return {};
  }
  [[nodiscard]] std::string text(std::string_view name) const {
    const boost::json::value* found = member(name);
    return found && found->is_string() ? std::string(found->get_string().data(), found->get_string().size())
                                       : at(name).text();
  }
  [[nodiscard]] std::string text_or(std::string_view name, const std::string& usual) const {
    return has(name) ? text(name) : usual;
  }

  /// A whole number that is not negative.
  [[nodiscard]] std::int64_t number(std::string_view name) const {
    const boost::json::value* found = member(name);
    if (found && found->is_int64() && found->get_int64() >= 0) return found->get_int64();
    const node other = at(name);
    if (other.value_) other.wrong("expected a whole number");
    return 0;
  }

  [[nodiscard]] bool flag(std::string_view name, bool usual) const {
    if (!has(name)) return usual;
    const node found = at(name);
    if (!found.value_->is_bool()) found.wrong("expected true or false");
    return found.value_->is_bool() ? found.value_->get_bool() : usual;
  }

private:
  [[nodiscard]] const boost::json::value* member(std::string_view name) const {
    return is_object() ? value_->get_object().if_contains({name.data(), name.size()}) : nullptr;
  }

  const boost::json::value* value_; ///< nothing: a mistake was found where it should be
  std::string path_;
  std::string* mistake_;
};

} // namespace rolecall::live
