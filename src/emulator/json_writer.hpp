#pragma once

// Appends JSON text. Answers are written, not built as trees: a third of the cost, and the shape reads top to
// bottom.

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::emulator {

class json_writer {
public:
  void begin_object() { open('{'); }
  void end_object() { out_ += '}'; }
  void begin_array() { open('['); }
  void end_array() { out_ += ']'; }

  /// `name` needs no escaping.
  void key(std::string_view name);

  void value(std::string_view text);
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(const char* text) { value(std::string_view(text)); }
  void value(std::same_as<bool> auto truth) { raw(truth ? "true" : "false"); }
  void value(std::int64_t number) { raw(std::to_string(number)); }
  void value(std::nullptr_t) { raw("null"); }
  void value(const std::vector<std::string>& texts);
  template <class T>
  void value(const std::optional<T>& maybe) {
    if (maybe)
      value(*maybe);
    else
      value(nullptr);
  }

  /// `json` must be one JSON value.
  void raw(std::string_view json);

  template <class T>
  void member(std::string_view name, const T& content) {
    key(name);
    value(content);
  }

  [[nodiscard]] const std::string& text() const { return out_; }
  [[nodiscard]] std::string take() { return std::move(out_); }

private:
  void separate() {
    // A text ends in a quote, so the last byte alone tells whether something stands before the next value.
    if (out_.empty()) return;
    const char last = out_.back();
    if (last != '{' && last != '[' && last != ':') out_ += ',';
  }
  void open(char bracket) {
    separate();
    out_ += bracket;
  }

  std::string out_;
};

} // namespace rolecall::emulator
