#include "policy/subject.hpp"

#include "base/text.hpp"
#include "model/address.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace rolecall::policy {
namespace {

// Kinds from the outside in: every address that a policy can be spoken of by.
constexpr std::array<std::string_view, 23> known_chains = {
    "role",
    "role.permission",
    "project_role",
    "project_role.permission",
    "permission_set",
    "permission_set.permission",
    "group",
    "group.member",
    "group.grant",
    "user",
    "user.grant",
    "project",
    "project.role",
    "project.role.permission",
    "project.group",
    "project.group.grant",
    "project.user",
    "project.user.grant",
    "template",
    "template.group",
    "template.group.grant",
    "template.user",
    "template.user.grant",
};

bool is_known(const model::address& address) {
  std::string chain;
  for (const model::address_part& part : address.parts()) chain += (chain.empty() ? "" : ".") + part.kind;
  return std::ranges::find(known_chains, chain) != known_chains.end();
}

model::address address_of(const subject& thing) {
  const model::address outer = thing.within ? address_of(*thing.within) : model::address();
  return outer / model::address_part{std::string(thing.kind), {std::string(thing.name), {}}};
}

/// Reads an address from left to right; each step is false where the text is none.
class address_reader {
public:
  explicit address_reader(std::string_view text) : rest_(text) {}

  std::optional<model::address> read() {
    model::address out;
    do {
      model::address_part part;
      if (!read_part(part)) return std::nullopt;
      out = out / std::move(part);
    } while (take("."));
    if (!rest_.empty()) return std::nullopt;
    return out;
  }

private:
  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  bool read_part(model::address_part& into) {
    const auto open = rest_.find('[');
    if (open == std::string_view::npos) return false;
    into.kind = rest_.substr(0, open);
    rest_.remove_prefix(open);
    if (!take("[\"") || !read_name(into.thing.name)) return false;
    if (take("#")) {
      const auto close = rest_.find(']');
      if (close == std::string_view::npos || close == 0) return false;
      into.thing.id = rest_.substr(0, close);
      rest_.remove_prefix(close);
    }
    const bool has_e_mail =
        (into.kind == "user" || into.kind == "member") && model::is_email(into.thing.name);
    if (has_e_mail) into.thing.name = base::lower(into.thing.name);
    return take("]");
  }

  /// Up to and with the closing quote.
  bool read_name(std::string& into) {
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return true;
      if (c != '\\') {
        into += c;
      } else if (!read_escape(into)) {
        return false;
      }
    }
    return false;
  }

  bool read_escape(std::string& into) {
    if (take("\"")) return into += '"', true;
    if (take("\\")) return into += '\\', true;
    if (!take("u") || rest_.size() < 4) return false;
    unsigned code = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + 4, code, 16);
    const bool is_half = code >= 0xD800U && code <= 0xDFFFU; // what addresses escape is never one
    if (error != std::errc{} || end != rest_.data() + 4 || is_half) return false;
    rest_.remove_prefix(4);
    base::append_utf8(into, code);
    return true;
  }

  std::string_view rest_;
};

} // namespace

std::string subject::text() const { return address_of(*this).text(); }

std::string name_of_template(const model::project_template& t) {
  std::string out;
  for (const model::written& glob : t.match) out += (out.empty() ? "" : ", ") + glob.text;
  return out;
}

std::optional<model::address> parse_address(std::string_view text) {
  auto read = address_reader(text).read();
  if (read && !is_known(*read)) read.reset();
  return read;
}

std::optional<std::string> canonical_address(std::string_view text) {
  const auto read = parse_address(text);
  if (!read) return std::nullopt;
  return read->text();
}

} // namespace rolecall::policy
