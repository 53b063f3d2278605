#include "base/json_text.hpp"

#include "base/text.hpp"

namespace rolecall::base {

json_text& json_text::key(std::string_view name) {
  text(name);
  out_ += compact_ ? ":" : ": ";
  after_key_ = true;
  return *this;
}

void json_text::text(std::string_view value) {
  begin_value();
  if (is_plain(value) && value.find('#') == std::string_view::npos)
    out_.append("\"").append(value).append("\"");
  else
    out_ += break_commands(quoted(value), "\\u0023");
}

void json_text::number(std::size_t value) {
  begin_value();
  out_ += std::to_string(value);
}

void json_text::boolean(bool value) {
  begin_value();
  out_ += value ? "true" : "false";
}

void json_text::null() {
  begin_value();
  out_ += "null";
}

void json_text::texts(const std::vector<std::string>& values) {
  open_array();
  for (const std::string& value : values) text(value);
  close_array();
}

void json_text::open(char bracket) {
  begin_value();
  out_ += bracket;
  empty_.push_back(true);
}

void json_text::close(char bracket) {
  const bool was_empty = empty_.back();
  empty_.pop_back();
  if (!was_empty) new_line();
  out_ += bracket;
}

void json_text::begin_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (empty_.empty()) return;
  if (!empty_.back()) out_ += ',';
  empty_.back() = false;
  new_line();
}

void json_text::new_line() {
  if (compact_) return;
  out_ += '\n';
  out_.append(2 * empty_.size(), ' ');
}

} // namespace rolecall::base
