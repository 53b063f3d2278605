#include "emulator/body_reader.hpp"

#include "base/text.hpp"
#include "emulator/refusal.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace rolecall::emulator {
namespace json = boost::json;

namespace {

json::object parse_object(std::string_view text) {
  boost::system::error_code ec;
  auto parsed = json::parse(json::string_view(text.data(), text.size()), ec);
  if (ec)
    throw refusal{400, "We could not parse the JSON body of your request: " + ec.message() + ".",
                  std::nullopt, std::nullopt};
  if (!parsed.is_object())
    throw refusal{400, "The body of your request must be a JSON object.", std::nullopt, std::nullopt};
  return std::move(parsed.get_object());
}

refusal wrong_type(const std::string& param, std::string_view expected, const json::value& found) {
  const auto kind = json::to_string(found.kind());
  return invalid(param, "Invalid type for '" + param + "': expected " + std::string(expected) + ", but got " +
                            std::string(kind.data(), kind.size()) + " instead.");
}

std::string as_text(const std::string& param, const json::value& found) {
  if (!found.is_string()) throw wrong_type(param, "a string", found);
  const auto& text = found.get_string();
  return std::string(text.data(), text.size());
}

std::vector<std::string> as_texts(const std::string& param, const json::value& found) {
  if (!found.is_array()) throw wrong_type(param, "an array of strings", found);
  std::vector<std::string> out;
  for (const auto& element : found.get_array())
    out.push_back(as_text(param + '[' + std::to_string(out.size()) + ']', element));
  return out;
}

} // namespace

body_reader::body_reader(std::string_view text, std::initializer_list<std::string_view> known)
    : members_(parse_object(text)) {
  refuse_unknown(known);
}

body_reader::body_reader(json::object members, std::string prefix,
                         std::initializer_list<std::string_view> known)
    : members_(std::move(members)), prefix_(std::move(prefix)) {
  refuse_unknown(known);
}

void body_reader::refuse_unknown(std::initializer_list<std::string_view> known) const {
  for (const auto& member : members_) {
    const std::string name(member.key().data(), member.key().size());
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw refusal{400, "Unknown parameter: '" + prefix_ + name + "'.", prefix_ + name, "unknown_parameter"};
  }
}

const json::value& body_reader::required(std::string_view name) const {
  const auto* found = members_.if_contains(json::string_view(name.data(), name.size()));
  if (found == nullptr) {
    const auto param = prefix_ + std::string(name);
    throw refusal{400, "Missing required parameter: '" + param + "'.", param, "missing_required_parameter"};
  }
  return *found;
}

bool body_reader::is_absent(std::string_view name) const {
  return members_.if_contains(json::string_view(name.data(), name.size())) == nullptr;
}

bool body_reader::is_null(std::string_view name) const {
  return !is_absent(name) && required(name).is_null();
}

std::string body_reader::text(std::string_view name) const {
  return as_text(prefix_ + std::string(name), required(name));
}

std::optional<std::string> body_reader::maybe_text(std::string_view name) const {
  if (is_absent(name) || is_null(name)) return std::nullopt;
  return text(name);
}

std::vector<std::string> body_reader::texts(std::string_view name) const {
  return as_texts(prefix_ + std::string(name), required(name));
}

std::optional<std::vector<std::string>> body_reader::maybe_texts(std::string_view name) const {
  if (is_absent(name) || is_null(name)) return std::nullopt;
  return texts(name);
}

std::string body_reader::text_of_length(std::string_view name, int shortest, int longest) const {
  auto found = text(name);
  const auto length = base::count_characters(found);
  if (length < shortest || length > longest)
    throw invalid(prefix_ + std::string(name), "Invalid length of '" + prefix_ + std::string(name) +
                                                   "': expected " + std::to_string(shortest) + " to " +
                                                   std::to_string(longest) + " characters, but got " +
                                                   std::to_string(length) + ".");
  return found;
}

std::string body_reader::one_of(std::string_view name, std::initializer_list<std::string_view> values) const {
  auto found = text(name);
  if (std::find(values.begin(), values.end(), found) != values.end()) return found;
  std::string message =
      "Invalid value for '" + prefix_ + std::string(name) + "': '" + found + "'. Supported values are:";
  for (const auto value : values) message.append(" '").append(value).append("'");
  throw invalid(prefix_ + std::string(name), message + '.');
}

std::vector<body_reader> body_reader::objects(std::string_view name,
                                              std::initializer_list<std::string_view> known) const {
  const auto param = prefix_ + std::string(name);
  const auto& found = required(name);
  if (!found.is_array()) throw wrong_type(param, "an array of objects", found);
  std::vector<body_reader> out;
  for (const auto& element : found.get_array()) {
    const auto place = param + '[' + std::to_string(out.size()) + ']';
    if (!element.is_object()) throw wrong_type(place, "an object", element);
    out.push_back(body_reader(element.get_object(), place + '.', known));
  }
  return out;
}

} // namespace rolecall::emulator
