#pragma once

// Writes JSON as text, in the order of the calls; indented, one value a line, which Boost.JSON's writer
// cannot, or without any white space. Object: open, key and value for each member, close.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::base {

class json_text {
public:
  enum class layout { lines, compact };

  explicit json_text(layout how = layout::lines) : compact_(how == layout::compact) {}

  void open_object() { open('{'); }
  void close_object() { close('}'); }
  void open_array() { open('['); }
  void close_array() { close(']'); }

  /// The next call writes this member's value.
  json_text& key(std::string_view name);

  /// Controls, bidirectional controls and the beginnings of CI commands become \uXXXX, which a reader turns
  /// back; a byte that is not UTF-8 becomes U+FFFD.
  void text(std::string_view value);
  void number(std::size_t value);
  void boolean(bool value);
  void null();
  void texts(const std::vector<std::string>& values);

  /// The whole text, of lines with a line end. Everything that was opened is closed.
  [[nodiscard]] std::string str() const { return compact_ ? out_ : out_ + '\n'; }

private:
  void open(char bracket);
  void close(char bracket);
  void begin_value();
  void new_line();

  bool compact_;
  std::string out_;
  std::vector<bool> empty_; ///< of every open object and array, outermost first
  bool after_key_ = false;
};

} // namespace rolecall::base
