#include "wire/encode.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace rolecall::wire {
namespace {

namespace json = boost::json;

json::array array_of(const std::vector<std::string>& texts) {
  json::array out;
  for (const std::string& text : texts) out.emplace_back(text);
  return out;
}

} // namespace

std::string create_role(const std::string& name, const std::optional<std::string>& description,
                        const std::vector<std::string>& permissions) {
  json::object body{{"role_name", name}, {"permissions", array_of(permissions)}};
  if (description) body["description"] = *description;
  return json::serialize(body);
}

std::string update_role(const std::optional<std::string>& name, const std::optional<std::string>& description,
                        const std::optional<std::vector<std::string>>& permissions) {
  json::object body;
  if (name) body["role_name"] = *name;
  if (permissions) body["permissions"] = array_of(*permissions);
  if (description) body["description"] = *description;
  return json::serialize(body);
}

std::string named(const std::string& name) { return json::serialize(json::object{{"name", name}}); }

std::string add_member(const std::string& user_id) {
  return json::serialize(json::object{{"user_id", user_id}});
}

std::string create_invite(const std::string& email) {
  return json::serialize(json::object{{"email", email}, {"role", "reader"}, {"projects", json::array()}});
}

std::string legacy_role(const std::string& role) { return json::serialize(json::object{{"role", role}}); }

std::string add_project_user(const std::string& user_id, const std::string& role) {
  return json::serialize(json::object{{"user_id", user_id}, {"role", role}});
}

std::string assign_role(const std::string& role_id) {
  return json::serialize(json::object{{"role_id", role_id}});
}

std::string add_project_group(const std::string& group_id, const std::string& role_id) {
  return json::serialize(json::object{{"group_id", group_id}, {"role", role_id}});
}

} // namespace rolecall::wire
