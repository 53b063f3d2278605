#pragma once

// Text that comes from outside: checking it, comparing it, making it harmless to look at.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::base {

/// One character of UTF-8: its code point and how many bytes it takes.
struct character {
  char32_t code = 0;
  std::size_t bytes = 0;
};

/// The character that starts at `at`; nothing if the bytes there are not valid UTF-8 (overlong forms and
/// surrogates included) or `at` is the end.
std::optional<character> decode(std::string_view text, std::size_t at);

/// Offset of the first byte that is not valid UTF-8.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

/// Number of characters in valid UTF-8; an invalid byte counts as one.
int count_characters(std::string_view text);

void append_utf8(std::string& out, char32_t code);

/// Controls (C0, DEL, C1), bidirectional controls, line and paragraph separators: what must never reach a
/// terminal, a log or a review as itself.
bool is_control(char32_t code);

/// Zero-width and other invisible characters, private use, and the BOM: a terminal does not obey them, but
/// they make two names look alike.
bool is_invisible(char32_t code);

/// Whether `text` stands for itself wherever it is escaped: printable ASCII without `"` and `\`. What is true
/// of most names, ids and permissions.
bool is_plain(std::string_view text);

/// `text` with every control and invisible character (but variation selectors), and every byte that is not
/// UTF-8, written as `\u{...}` / `\x{...}`; safe for a terminal and a log. Does not quote.
std::string printable(std::string_view text);

/// A JSON string, quotes included: escapes `"`, `\`, and what is_control() names, as lower-case \uXXXX.
/// The form in which addresses show names.
std::string quoted(std::string_view text);

/// `text` so that no CI system finds a command in it (`##[error]` and `##vso[...]` work anywhere in a line):
/// `number_sign` stands for the second `#` of those.
std::string break_commands(std::string_view text, std::string_view number_sign);

/// `text` as one word of a shell command: in single quotes.
std::string shell_quoted(std::string_view text);

/// ASCII letters in lower case; the rest as it is.
std::string lower(std::string_view text);
/// Whether they are equal but for the case of ASCII letters.
bool same_but_case(std::string_view a, std::string_view b);

/// The candidate nearest to `word`, if near enough to be a slip of the pen (a third of its length, at most 3
/// edits, swaps counting one); the first in order where several are equally near.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);

} // namespace rolecall::base
