#pragma once

// A value of a JSON document that knows its place, so that a mistake can be named. Used for the state file
// only: what clients send is read by body_reader, with the API's own words.

#include <boost/json/value.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::emulator {

/// Thrown at the first mistake; caught where the document came in.
struct json_mistake {
  std::string message;
};

class json_node {
public:
  json_node(const boost::json::value& value, std::string path) : value_(&value), path_(std::move(path)) {}

  /// Refuses anything but an object of these members.
  void expect_object(std::initializer_list<std::string_view> known) const;

  /// Nothing if it is absent or null.
  [[nodiscard]] std::optional<json_node> maybe(std::string_view name) const;
  [[nodiscard]] json_node at(std::string_view name) const;
  /// The elements of a member that is an array; none if it is absent.
  [[nodiscard]] std::vector<json_node> elements(std::string_view name) const;

  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::string text(std::string_view name) const { return at(name).text(); }
  [[nodiscard]] std::optional<std::string> maybe_text(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> maybe_number(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name, bool fallback) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;

  [[nodiscard]] const boost::json::value& value() const { return *value_; }
  [[nodiscard]] json_mistake mistake(const std::string& what) const;

private:
  const boost::json::value* value_;
  std::string path_;
};

} // namespace rolecall::emulator
