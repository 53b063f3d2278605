#include "policy/secrets.hpp"

#include <algorithm>
#include <array>

namespace rolecall::policy {
namespace {

constexpr std::string_view prefix = "sk-";

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_key_character(char c) { return is_letter_or_digit(c) || c == '-' || c == '_'; }

/// A name may begin with "sk-" (a country, a team); a key is long and random.
bool looks_random(std::string_view key) {
  constexpr std::array<std::string_view, 4> kinds = {"sk-admin-", "sk-proj-", "sk-svcacct-", "sk-None-"};
  const auto is_of = [key](std::string_view kind) { return key.starts_with(kind); };
  const auto* const kind = std::ranges::find_if(kinds, is_of);
  if (kind != kinds.end()) return key.size() >= kind->size() + 8;
  const bool has_digit = std::ranges::any_of(key, [](char c) { return c >= '0' && c <= '9'; });
  return key.size() >= 20 && has_digit;
}

} // namespace

std::optional<secret_found> find_secret(std::string_view text, std::size_t from) {
  for (std::size_t at = text.find(prefix, from); at != std::string_view::npos;) {
    std::size_t end = at + 1;
    const bool at_word_start = at == 0 || !is_letter_or_digit(text[at - 1]);
    if (at_word_start) {
      while (end < text.size() && is_key_character(text[end])) ++end;
      if (looks_random(text.substr(at, end - at))) return secret_found{at, end - at};
    }
    at = text.find(prefix, end);
  }
  return std::nullopt;
}

std::string masked(std::string text) {
  for (auto found = find_secret(text); found; found = find_secret(text, found->offset + found->length)) {
    const auto begin = text.begin() + static_cast<std::ptrdiff_t>(found->offset + prefix.size());
    std::fill_n(begin, found->length - prefix.size(), '*');
  }
  return text;
}

} // namespace rolecall::policy
