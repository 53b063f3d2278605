#include "report/paint.hpp"

namespace rolecall::report {
namespace {

constexpr std::string_view green = "32";
constexpr std::string_view yellow = "33";
constexpr std::string_view red = "31";

} // namespace

char sign_of(plan::verb v) {
  switch (v) {
  case plan::verb::create: return '+';
  case plan::verb::update: return '~';
  case plan::verb::remove: return '-';
  }
  return ' ';
}

std::string painter::sign(char sign) const {
  const std::string text(1, sign);
  switch (sign) {
  case '+': return in(green, text);
  case '~': return in(yellow, text);
  case '-': return in(red, text);
  default: return text;
  }
}

std::string painter::outcome(plan::outcome is, std::string_view text) const {
  switch (is) {
  case plan::outcome::done:
  case plan::outcome::already: return in(green, text);
  case plan::outcome::failed: return in(red, text);
  case plan::outcome::skipped:
  case plan::outcome::unknown:
  case plan::outcome::unconfirmed:
  case plan::outcome::not_begun: return in(yellow, text);
  }
  return std::string(text);
}

std::string painter::in(std::string_view code, std::string_view text) const {
  if (use_ == color::off) return std::string(text);
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

} // namespace rolecall::report
