#include "lock/record.hpp"

#include "base/instant.hpp"
#include "base/json_text.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace rolecall::lock {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

std::string text_at(const json::object& in, std::string_view key) {
  const json::value* found = in.if_contains(json::string_view(key.data(), key.size()));
  return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

/// The number that these digits, and nothing else, make.
std::optional<int> digits(std::string_view text) {
  int out = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    out = out * 10 + (c - '0');
  }
  return text.empty() || text.size() > 4 ? std::nullopt : std::optional(out);
}

/// "", ".5", ".123456789": of a second.
std::optional<milliseconds> fraction(std::string_view text) {
  if (text.empty()) return milliseconds(0);
  if (text.front() != '.' || text.size() < 2 || text.size() > 10) return std::nullopt;
  std::string three(text.substr(1));
  if (three.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  three.resize(3, '0');
  return milliseconds(digits(three).value_or(0));
}

} // namespace

std::optional<wall_time> parse_time(std::string_view text) {
  constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd";
  if (text.size() <= shape.size() || text.back() != 'Z') return std::nullopt;
  for (const std::size_t at : {4U, 7U, 10U, 13U, 16U}) {
    if (text[at] != shape[at]) return std::nullopt;
  }
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8, 2));
  const auto hour = digits(text.substr(11, 2));
  const auto minute = digits(text.substr(14, 2));
  const auto second = digits(text.substr(17, 2));
  const auto part = fraction(text.substr(shape.size(), text.size() - shape.size() - 1));
  if (!year || !month || !day || !hour || !minute || !second || !part) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt; // 60: a leap second
  return wall_time(std::chrono::sys_days(date)) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second) + *part;
}

std::string to_json(const record& what) {
  base::json_text out;
  out.open_object();
  out.key("ID").text(what.id);
  out.key("Operation").text(what.operation);
  out.key("Info").text("");
  out.key("Who").text(what.who);
  out.key("Version").text(what.version);
  out.key("Created").text(what.created);
  out.key("Path").text("");
  if (what.renewed) out.key("Renewed").text(base::rfc3339(*what.renewed));
  if (what.expires) out.key("Expires").text(base::rfc3339(*what.expires));
  out.close_object();
  return out.str();
}

std::optional<record> parse_record(std::string_view text) {
  boost::system::error_code wrong;
  const json::value all = json::parse(json::string_view(text.data(), text.size()), wrong);
  if (wrong || !all.is_object()) return std::nullopt;
  const json::object& in = all.get_object();
  record out;
  out.id = text_at(in, "ID");
  if (out.id.empty()) return std::nullopt;
  out.operation = text_at(in, "Operation");
  out.who = text_at(in, "Who");
  out.version = text_at(in, "Version");
  out.created = text_at(in, "Created");
  out.renewed = parse_time(text_at(in, "Renewed"));
  out.expires = parse_time(text_at(in, "Expires"));
  // A time that cannot be read must not turn a lease into a lock for ever, nor the other way round.
  if (in.contains("Expires") && !out.expires) return std::nullopt;
  return out;
}

} // namespace rolecall::lock
