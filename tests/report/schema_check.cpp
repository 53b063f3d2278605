#include "report/schema_check.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <regex>

namespace rolecall::sample {
namespace {

namespace json = boost::json;
using list = std::vector<std::string>;

void append(list& out, list more) { out.insert(out.end(), more.begin(), more.end()); }

bool has_type(const json::value& value, std::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "null") return value.is_null();
  return type == "integer" && (value.is_int64() || value.is_uint64());
}

class checker {
public:
  explicit checker(const json::value& root) : root_(root) {}

  [[nodiscard]] list check(const json::value& value, const json::object& schema,
                           const std::string& at) const {
    list out;
    for (const auto& [keyword, rule] : schema) append(out, check(value, schema, keyword, rule, at));
    return out;
  }

private:
  [[nodiscard]] list check(const json::value& value, const json::object& schema, std::string_view keyword,
                           const json::value& rule, const std::string& at) const {
    const list fault{at + ": " + std::string(keyword)};
    const auto judge = [&](bool good) { return good ? list{} : fault; };
    if (keyword == "type") return judge(has_type(value, rule.as_string()));
    if (keyword == "enum") return judge(std::ranges::count(rule.as_array(), value) > 0);
    if (keyword == "pattern") // of texts only; what it must be is for "type" to say
      return judge(!value.is_string() ||
                   std::regex_search(value.as_string().c_str(), std::regex(rule.as_string().c_str())));
    if (keyword == "minimum")
      return judge(!value.is_number() || value.to_number<std::int64_t>() >= rule.to_number<std::int64_t>());
    if (keyword == "minItems") return judge(value.as_array().size() >= rule.to_number<std::size_t>());
    if (keyword == "maxItems") return judge(value.as_array().size() <= rule.to_number<std::size_t>());
    if (keyword == "$ref") return check(value, definition(rule.as_string()), at);
    if (keyword == "allOf") return all_of(value, rule.as_array(), at);
    if (keyword == "anyOf") return any_of(value, rule.as_array(), at) ? list{} : fault;
    if (keyword == "items") return items(value, rule.as_object(), at);
    if (keyword == "properties") return properties(value, rule.as_object(), at);
    if (keyword == "required") return required(value, rule.as_array(), at);
    if (keyword == "additionalProperties") return undeclared(value, schema.at("properties").as_object(), at);
    const bool says_nothing = keyword.starts_with("$") || keyword == "title" || keyword == "description" ||
                              keyword == "definitions";
    return judge(says_nothing);
  }

  [[nodiscard]] const json::object& definition(std::string_view ref) const {
    return root_.at("definitions").at(ref.substr(std::string_view("#/definitions/").size())).as_object();
  }

  [[nodiscard]] list all_of(const json::value& value, const json::array& rules, const std::string& at) const {
    list out;
    for (const json::value& rule : rules) append(out, check(value, rule.as_object(), at));
    return out;
  }

  [[nodiscard]] bool any_of(const json::value& value, const json::array& rules, const std::string& at) const {
    return std::ranges::any_of(
        rules, [&](const json::value& rule) { return check(value, rule.as_object(), at).empty(); });
  }

  [[nodiscard]] list items(const json::value& value, const json::object& rule, const std::string& at) const {
    list out;
    if (!value.is_array()) return out;
    for (const json::value& item : value.as_array()) append(out, check(item, rule, at + "[]"));
    return out;
  }

  [[nodiscard]] list properties(const json::value& value, const json::object& rules,
                                const std::string& at) const {
    list out;
    if (!value.is_object()) return out;
    for (const auto& [key, rule] : rules) {
      const json::value* member = value.as_object().if_contains(key);
      if (member) append(out, check(*member, rule.as_object(), at + "/" + std::string(key)));
    }
    return out;
  }

  static list required(const json::value& value, const json::array& keys, const std::string& at) {
    list out;
    if (!value.is_object()) return out;
    for (const json::value& key : keys) {
      if (!value.as_object().contains(key.as_string()))
        out.push_back(at + ": lacks " + key.as_string().c_str());
    }
    return out;
  }

  static list undeclared(const json::value& value, const json::object& declared, const std::string& at) {
    list out;
    if (!value.is_object()) return out;
    for (const auto& [key, member] : value.as_object()) {
      if (!declared.contains(key)) out.push_back(at + ": does not declare " + std::string(key));
    }
    return out;
  }

  const json::value& root_;
};

} // namespace

list faults(const json::value& value, const json::value& schema) {
  return checker(schema).check(value, schema.as_object(), "");
}

list undescribed(const json::value& schema) {
  list out;
  if (schema.is_array()) {
    for (const json::value& item : schema.as_array()) append(out, undescribed(item));
  }
  if (!schema.is_object()) return out;
  for (const auto& [key, member] : schema.as_object()) append(out, undescribed(member));
  const json::value* type = schema.as_object().if_contains("type");
  if (!type || *type != "object") return out;
  const json::value* more = schema.as_object().if_contains("additionalProperties");
  if (!more || *more != false)
    out.push_back("an object without additionalProperties: " + json::serialize(schema));
  for (const auto& [key, member] : schema.at("properties").as_object()) {
    if (!member.as_object().contains("description")) out.push_back(std::string(key) + " has no description");
  }
  return out;
}

} // namespace rolecall::sample
