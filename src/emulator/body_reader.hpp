#pragma once

// Reads the JSON object that a client sent; whatever is missing, misspelt or of the wrong type is refused
// with its name.

#include <boost/json/object.hpp>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::emulator {

class body_reader {
public:
  /// Throws a refusal unless `text` is a JSON object with no other members than `known`.
  body_reader(std::string_view text, std::initializer_list<std::string_view> known);

  [[nodiscard]] std::string text(std::string_view name) const;
  /// Nothing if it is absent or null.
  [[nodiscard]] std::optional<std::string> maybe_text(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
  [[nodiscard]] std::optional<std::vector<std::string>> maybe_texts(std::string_view name) const;
  /// A text of `shortest` to `longest` characters.
  [[nodiscard]] std::string text_of_length(std::string_view name, int shortest, int longest) const;
  /// A text that is one of `values`.
  [[nodiscard]] std::string one_of(std::string_view name,
                                   std::initializer_list<std::string_view> values) const;

  [[nodiscard]] bool is_absent(std::string_view name) const;
  [[nodiscard]] bool is_null(std::string_view name) const;
  /// The elements of an array of objects.
  [[nodiscard]] std::vector<body_reader> objects(std::string_view name,
                                                 std::initializer_list<std::string_view> known) const;

private:
  body_reader(boost::json::object members, std::string prefix, std::initializer_list<std::string_view> known);
  void refuse_unknown(std::initializer_list<std::string_view> known) const;
  [[nodiscard]] const boost::json::value& required(std::string_view name) const;

  boost::json::object members_;
  std::string prefix_; ///< of names in messages
};

} // namespace rolecall::emulator
