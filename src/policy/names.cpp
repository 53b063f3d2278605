#include "policy/names.hpp"

#include "base/text.hpp"
#include "policy/scripts.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utf8proc.h>

namespace rolecall::policy {
namespace {

constexpr std::size_t longest_name = 255;

std::string code_point(char32_t code) {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "U+%04X", static_cast<unsigned>(code));
  return buffer.data();
}

bool is_blank(char32_t code) {
  return code == ' ' || (code >= 0x09 && code <= 0x0D) ||
         utf8proc_category(static_cast<utf8proc_int32_t>(code)) == UTF8PROC_CATEGORY_ZS;
}

std::string_view trimmed(std::string_view text) {
  std::size_t begin = text.size();
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = base::decode(text, at);
    const std::size_t next = at + (c ? c->bytes : 1);
    if (!c || !is_blank(c->code)) {
      begin = std::min(begin, at);
      end = next;
    }
    at = next;
  }
  return begin < end ? text.substr(begin, end - begin) : std::string_view{};
}

bool is_ascii(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80U; });
}

std::string mapped(std::string_view text, utf8proc_option_t options) {
  struct release {
    void operator()(utf8proc_uint8_t* p) const { std::free(p); }
  };
  utf8proc_uint8_t* result = nullptr;
  const auto* const bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto size = utf8proc_map(bytes, static_cast<utf8proc_ssize_t>(text.size()), &result, options);
  const std::unique_ptr<utf8proc_uint8_t, release> owner(result);
  if (size < 0) return std::string(text); // not UTF-8: nothing to unify
  return {reinterpret_cast<const char*>(result), static_cast<std::size_t>(size)};
}

std::optional<char32_t> first_hidden(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto c = base::decode(text, at);
    if (!c) return char32_t{0xFFFD};
    if (base::is_control(c->code) || base::is_invisible(c->code)) return c->code;
    at += c->bytes;
  }
  return std::nullopt;
}

class name_check {
public:
  name_check(const reading& r, const node& key, std::string_view what) : r_(r), key_(key), what_(what) {}

  void run(named_by who) {
    if (key_.text.empty())
      return add(rule::empty_name, "the name of this " + what_ + " is empty", "give it a name");
    if (key_.text.size() > longest_name) {
      return add(rule::long_name,
                 "the name of this " + what_ + " has " + std::to_string(key_.text.size()) +
                     " bytes; at most 255 are allowed",
                 "choose a shorter name");
    }
    check_hidden(who);
    if (who == named_by::policy && trimmed(key_.text) != key_.text) {
      add(rule::outer_blank, "the name of this " + what_ + " begins or ends with a blank",
          "remove the blank; without it the name is " + quote(trimmed(key_.text)));
    }
    if (const auto word = mixed_script_word(key_.text)) {
      add(rule::mixed_scripts, "the word " + quote(word->text) + " mixes " + word->scripts + " letters",
          "letters of different scripts can look the same: " + word->code_points);
    }
  }

private:
  void add(rule broken, std::string message, std::string hint) {
    r_.add(broken, key_, std::move(message), std::move(hint));
  }

  void check_hidden(named_by who) {
    const auto hidden = first_hidden(key_.text);
    if (!hidden) return;
    if (who == named_by::others && key_.style == quoting::quoted &&
        !first_hidden(r_.in.text().substr(key_.at.offset, key_.at.length))) {
      return; // written as an escape, so that a reviewer sees it
    }
    const std::string found =
        "the name of this " + what_ + " holds " + code_point(*hidden) + ", which cannot be seen";
    add(rule::hidden_character, found,
        who == named_by::policy ? "remove it: a reviewer could take the name for another one"
                                : "if the live name has it, write it in double quotes as an escape");
  }

  const reading& r_;
  const node& key_;
  std::string what_;
};

/// "U+00C9 here and U+0045 there": where two spellings part.
std::string first_difference(std::string_view here, std::string_view there) {
  std::size_t at = 0;
  const auto shown = [&at](std::string_view text) {
    const auto c = base::decode(text, at);
    return c ? code_point(c->code) : std::string("nothing");
  };
  while (at < std::min(here.size(), there.size())) {
    const auto c = base::decode(here, at);
    if (!c || here.substr(at, c->bytes) != there.substr(at, c->bytes)) break;
    at += c->bytes;
  }
  return shown(here) + " here and " + shown(there) + " there";
}

void report_lookalikes(const model::written& first, const model::written& second, std::string_view what,
                       std::string address, findings& out) {
  std::vector<base::related> other = {{first.at, "the other one: " + quote(first.text)}};
  if (normalized(first.text) == normalized(second.text)) {
    out.add(rule::same_name, second.at,
            std::string(what) + " " + quote(second.text) +
                " is the same text as another one in other code points",
            "keep one of them; they first differ at " + first_difference(second.text, first.text),
            std::move(other), std::move(address));
  } else {
    out.add(rule::differs_in_case, second.at,
            std::string(what) + " " + quote(second.text) +
                " differs from another one only in upper and lower case",
            "names are compared exactly: these are two; is one of them a slip?", std::move(other),
            std::move(address));
  }
}

} // namespace

void check_name(const reading& r, const node& key, std::string_view what, named_by who) {
  name_check(r, key, what).run(who);
}

void check_id(const model::written& id, std::string_view what, findings& out) {
  const auto is_fine = [](char c) {
    return c > ' ' && c < 0x7F && c != '/' && c != '"' && c != '\\' && c != '?' && c != '#';
  };
  const bool fine = !id.text.empty() && id.text.size() <= longest_name &&
                    id.text.find_first_not_of('.') != std::string::npos &&
                    std::ranges::all_of(id.text, is_fine);
  if (fine) return;
  out.add(rule::bad_id, id.at, quote(id.text) + " is not an id of " + std::string(what),
          "ids are letters, digits and marks without blanks, such as proj_abc or org-acme");
}

void check_lookalikes(const std::vector<const model::written*>& names, std::string_view what,
                      const subject* within, std::string_view kind, findings& out) {
  struct entry {
    std::string key;
    const model::written* name;
  };
  std::vector<entry> entries;
  entries.reserve(names.size());
  for (const model::written* name : names) entries.push_back({folded(name->text), name});
  std::ranges::stable_sort(entries, {}, &entry::key);
  for (std::size_t i = 1; i < entries.size(); ++i) {
    if (entries[i].key != entries[i - 1].key) continue;
    const model::written* first = entries[i - 1].name;
    const model::written* second = entries[i].name;
    if (second->at < first->at) std::swap(first, second);
    report_lookalikes(*first, *second, what, subject{within, kind, second->text}.text(), out);
  }
}

std::string normalized(std::string_view text) {
  text = trimmed(text);
  if (is_ascii(text)) return std::string(text);
  return mapped(text, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
}

std::string folded(std::string_view text) {
  text = trimmed(text);
  if (is_ascii(text)) return base::lower(text);
  return mapped(text, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD));
}

} // namespace rolecall::policy
