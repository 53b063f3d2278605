#include "emulator/paging.hpp"

#include <algorithm>
#include <charconv>

namespace rolecall::emulator {
namespace {

std::string opaque(std::string_view key) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out = "cursor-";
  for (const char c : key) {
    out += hex[static_cast<unsigned char>(c) >> 4U];
    out += hex[static_cast<unsigned char>(c) & 15U];
  }
  return out;
}

bool is_opaque(const call& c, const list_rules& rules) {
  if (rules.cursor == cursor_kind::item_id) return false;
  return c.how.is(rules.cursor == cursor_kind::next ? knob::next_cursor : knob::last_id, "opaque");
}

int limit_of(const call& c, const list_rules& rules) {
  const auto given = c.query_value("limit");
  if (!given) return rules.fallback;
  int limit = 0;
  const auto* end = given->data() + given->size();
  const auto parsed = std::from_chars(given->data(), end, limit);
  if (parsed.ec != std::errc() || parsed.ptr != end)
    throw invalid("limit", "Invalid 'limit': expected an integer.");
  if (limit < rules.smallest || limit > rules.largest) {
    if (c.how.is(knob::limit_range, "400"))
      throw invalid("limit", "Invalid 'limit': expected " + std::to_string(rules.smallest) + " to " +
                                 std::to_string(rules.largest) + ", but got " + *given + ".");
    limit = std::clamp(limit, rules.smallest, rules.largest);
  }
  return limit == 0 ? rules.fallback : limit;
}

bool is_descending(const call& c, const list_rules& rules) {
  const auto given = rules.may_order ? c.query_value("order") : std::nullopt;
  if (given && *given != "asc" && *given != "desc")
    throw invalid("order", "Invalid 'order': expected 'asc' or 'desc'.");
  return given ? *given == "desc" : rules.descending;
}

/// Positions count in the order of the answer, whatever the order of the items.
class walk {
public:
  walk(call& c, const list_rules& rules, const listing& items)
      : call_(c),
        rules_(rules),
        items_(items),
        limit_(static_cast<std::size_t>(limit_of(c, rules))),
        descending_(is_descending(c, rules)),
        opaque_(is_opaque(c, rules)) {}

  response page() {
    const auto after = call_.query_value("after");
    const auto before = rules_.backwards ? call_.query_value("before") : std::nullopt;
    if (before && !after) {
      const auto at = position(*before);
      if (!at) throw invalid("before", "Invalid 'before': no such cursor.");
      end_ = *at;
      begin_ = end_ - std::min(limit_, end_);
      return answer(begin_ > 0);
    }
    if (!after && call_.how.is(knob::empty_page, "on")) return empty_page();
    if (after && *after != start_cursor) begin_ = start_after(*after);
    end_ = std::min(items_.size, begin_ + limit_);
    return answer(end_ < items_.size);
  }

private:
  [[nodiscard]] std::size_t item(std::size_t at) const { return descending_ ? items_.size - 1 - at : at; }

  [[nodiscard]] std::string cursor(std::size_t at) const {
    const auto key = items_.key(item(at));
    return opaque_ ? opaque(key) : std::string(key);
  }

  [[nodiscard]] std::optional<std::size_t> position(const std::string& cursor_text) const {
    for (std::size_t at = 0; at < items_.size; ++at) {
      const auto key = items_.key(item(at));
      if (opaque_ ? opaque(key) == cursor_text : key == cursor_text) return at;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::size_t start_after(const std::string& cursor_text) const {
    if (const auto at = position(cursor_text)) return shifted(*at + 1);
    // Its item may have gone since: then what followed it stands in its place now.
    const auto given_out = call_.cursors.find(book_key(cursor_text));
    if (given_out == call_.cursors.end()) throw invalid("after", "Invalid 'after': no such cursor.");
    return std::min(given_out->second, items_.size);
  }

  // With a limit of one, repeating the last entry would never end.
  [[nodiscard]] std::size_t shifted(std::size_t at) const {
    return limit_ > 1 && call_.how.is(knob::shifting, "on") ? at - 1 : at;
  }

  [[nodiscard]] std::string book_key(std::string_view cursor_text) const {
    return call_.path + (descending_ ? "?desc " : "? ") + std::string(cursor_text);
  }

  response empty_page() {
    json_writer out;
    out.begin_object();
    out.member("object", "list");
    out.member("data", std::vector<std::string>());
    out.member("has_more", true);
    if (rules_.cursor != cursor_kind::next) out.member("first_id", nullptr);
    out.member(rules_.cursor == cursor_kind::next ? "next" : "last_id", start_cursor);
    out.end_object();
    return done(out.take());
  }

  response answer(bool has_more) {
    json_writer out;
    out.begin_object();
    out.member("object", "list");
    out.key("data");
    out.begin_array();
    for (auto at = begin_; at < end_; ++at) items_.write(out, item(at));
    out.end_array();
    out.member("has_more", has_more);
    write_cursors(out, has_more);
    out.end_object();
    return done(out.take());
  }

  void write_cursors(json_writer& out, bool has_more) {
    std::optional<std::string> first;
    std::optional<std::string> last;
    if (begin_ < end_) {
      first = cursor(begin_);
      last = cursor(end_ - 1);
      if (has_more) call_.cursors[book_key(*last)] = end_ - 1;
    }
    if (rules_.cursor != cursor_kind::next) {
      out.member("first_id", first);
      out.member("last_id", last);
    } else if (has_more) {
      out.member("next", last);
    } else {
      out.member("next", nullptr);
    }
  }

  call& call_;
  const list_rules& rules_;
  const listing& items_;
  std::size_t limit_;
  bool descending_;
  bool opaque_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

} // namespace

response list_page(call& c, const list_rules& rules, const listing& items) {
  return walk(c, rules, items).page();
}

} // namespace rolecall::emulator
