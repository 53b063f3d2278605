#include "policy/scripts.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace rolecall::policy {
namespace {

enum class script { other, latin, greek, cyrillic, armenian, cherokee };

struct range {
  char32_t first;
  char32_t last;
  script of;
};

constexpr std::array<range, 14> ranges = {{
    {'A', 'Z', script::latin},
    {'a', 'z', script::latin},
    {0x00C0, 0x024F, script::latin},
    {0x0370, 0x03FF, script::greek},
    {0x0400, 0x052F, script::cyrillic},
    {0x0531, 0x0587, script::armenian},
    {0x13A0, 0x13FD, script::cherokee},
    {0x1C80, 0x1C88, script::cyrillic},
    {0x1E00, 0x1EFF, script::latin},
    {0x1F00, 0x1FFF, script::greek},
    {0x2DE0, 0x2DFF, script::cyrillic},
    {0xA640, 0xA69F, script::cyrillic},
    {0xAB70, 0xABBF, script::cherokee},
    {0xFF21, 0xFF5A, script::latin},
}};

constexpr std::array<std::string_view, 6> script_names = {"other",    "Latin",    "Greek",
                                                          "Cyrillic", "Armenian", "Cherokee"};

script script_of(char32_t code) {
  for (const range& r : ranges) {
    if (code >= r.first && code <= r.last) return r.of;
  }
  return script::other;
}

std::string_view name_of(script s) { return script_names[static_cast<std::size_t>(s)]; }

bool ends_word(char32_t code) { return code < 0x80 && script_of(code) != script::latin; }

struct letters {
  std::array<std::size_t, script_names.size()> count{};

  /// The scripts of a word, the most frequent first.
  std::array<script, 2> two_most() const {
    std::array<script, 2> most{script::other, script::other};
    for (std::size_t i = 1; i < count.size(); ++i) {
      if (count[i] == 0) continue;
      const auto s = static_cast<script>(i);
      if (most[0] == script::other || count[i] > count[static_cast<std::size_t>(most[0])]) {
        most[1] = most[0];
        most[0] = s;
      } else if (most[1] == script::other || count[i] > count[static_cast<std::size_t>(most[1])]) {
        most[1] = s;
      }
    }
    return most;
  }
};

std::string code_points_of(std::string_view word, script wanted) {
  std::string out;
  for (std::size_t at = 0; at < word.size();) {
    const auto c = base::decode(word, at);
    if (!c) break;
    if (script_of(c->code) == wanted) {
      std::array<char, 16> buffer{};
      std::snprintf(buffer.data(), buffer.size(), "U+%04X", static_cast<unsigned>(c->code));
      if (out.find(buffer.data()) == std::string::npos)
        out += (out.empty() ? "" : ", ") + std::string(buffer.data());
    }
    at += c->bytes;
  }
  return out + " is " + std::string(name_of(wanted));
}

} // namespace

std::optional<mixed_word> mixed_script_word(std::string_view text) {
  std::size_t begin = 0;
  letters seen;
  for (std::size_t at = 0; at <= text.size();) {
    const auto c = base::decode(text, at);
    if (c && !ends_word(c->code)) {
      ++seen.count[static_cast<std::size_t>(script_of(c->code))];
      at += c->bytes;
      continue;
    }
    const auto [most, least] = seen.two_most();
    if (least != script::other) {
      const std::string_view word = text.substr(begin, at - begin);
      const std::string scripts = std::string(name_of(most)) + " and " + std::string(name_of(least));
      return mixed_word{std::string(word), scripts, code_points_of(word, least)};
    }
    seen = {};
    begin = ++at;
  }
  return std::nullopt;
}

} // namespace rolecall::policy
