#include "organization.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

// Every operation's answer against the shapes of the API's own description (shapes.json): what is required is
// there, what is there is known, and of the right type.

namespace rolecall::emulator {
namespace {

namespace json = boost::json;

class shape_checker {
public:
  explicit shape_checker(const json::object& schemas) : schemas_(schemas) {}

  std::vector<std::string> mistakes(const std::string& schema, const json::value& found) {
    all_.clear();
    check(schemas_.at(schema).as_object(), found, schema);
    return all_;
  }

private:
  // Seen from the service, or in its examples, though no schema has them.
  static bool is_known_extra(const std::string& place, const std::string& name) {
    return name == "object" && (place.ends_with("GroupResponse") || place.ends_with("AuditLog"));
  }

  void check(const json::object& schema, const json::value& found, const std::string& place) {
    if (const auto* ref = schema.if_contains("$ref")) {
      const auto name = text(*ref);
      return check(schemas_.at(name).as_object(), found, place + '/' + name);
    }
    if (const auto* choices = schema.if_contains("anyOf"))
      return check_choices(choices->as_array(), found, place);
    const auto* type = schema.if_contains("type");
    if (type != nullptr && !is_of(text(*type), found)) return complain(place + " is no " + text(*type));
    if (const auto* values = schema.if_contains("enum")) {
      const auto& all = values->as_array();
      if (std::find(all.begin(), all.end(), found) == all.end())
        complain(place + " cannot be " + text(found));
    }
    if (const auto* items = schema.if_contains("items"))
      for (const auto& item : found.as_array()) check(items->as_object(), item, place + "[]");
    if (found.is_object()) check_members(schema, found.get_object(), place);
  }

  void check_choices(const json::array& choices, const json::value& found, const std::string& place) {
    const auto before = all_;
    for (const auto& choice : choices) {
      all_ = before;
      check(choice.as_object(), found, place);
      if (all_.size() == before.size()) return;
    }
  }

  void check_members(const json::object& schema, const json::object& found, const std::string& place) {
    const auto* properties = schema.if_contains("properties");
    if (properties == nullptr) return;
    if (const auto* required = schema.if_contains("required"))
      for (const auto& name : required->as_array())
        if (!found.contains(name.as_string())) complain(place + " lacks " + text(name));
    for (const auto& member : found) {
      const std::string name(member.key().data(), member.key().size());
      const auto* known = properties->as_object().if_contains(member.key());
      if (known != nullptr)
        check(known->as_object(), member.value(), place + '.' + name);
      else if (!is_known_extra(place, name))
        complain(place + " has the unknown " + name);
    }
  }

  static bool is_of(const std::string& type, const json::value& found) {
    if (type == "string") return found.is_string();
    if (type == "integer") return found.is_int64();
    if (type == "boolean") return found.is_bool();
    if (type == "array") return found.is_array();
    if (type == "object") return found.is_object();
    return type == "null" && found.is_null();
  }

  void complain(std::string what) { all_.push_back(std::move(what)); }

  const json::object& schemas_;
  std::vector<std::string> all_;
};

json::value contract() {
  std::ifstream in(ROLECALL_SOURCE_DIR "/tests/emulator/shapes.json");
  std::ostringstream out;
  out << in.rdbuf();
  return json::parse(out.str());
}

struct operation {
  const char* template_path; ///< METHOD and path of the contract
  const char* path;
  const char* body = "";
};

// In an order in which each finds what it needs.
const std::vector<operation> operations{
    {"GET /organization/roles", "/organization/roles"},
    {"POST /organization/roles", "/organization/roles",
     R"({"role_name": "R", "permissions": [], "description": null})"},
    {"GET /organization/roles/{role_id}", "/organization/roles/role_manager"},
    {"POST /organization/roles/{role_id}", "/organization/roles/role_manager", R"({"description": "x"})"},
    {"GET /organization/groups", "/organization/groups"},
    {"POST /organization/groups", "/organization/groups", R"({"name": "G"})"},
    {"GET /organization/groups/{group_id}", "/organization/groups/group_support"},
    {"POST /organization/groups/{group_id}", "/organization/groups/group_sales", R"({"name": "Sellers"})"},
    {"GET /organization/groups/{group_id}/users", "/organization/groups/group_support/users"},
    {"POST /organization/groups/{group_id}/users", "/organization/groups/group_sales/users",
     R"({"user_id": "svc_acct_1"})"},
    {"GET /organization/groups/{group_id}/users/{user_id}",
     "/organization/groups/group_sales/users/svc_acct_1"},
    {"DELETE /organization/groups/{group_id}/users/{user_id}",
     "/organization/groups/group_sales/users/svc_acct_1"},
    {"GET /organization/groups/{group_id}/roles", "/organization/groups/group_support/roles"},
    {"POST /organization/groups/{group_id}/roles", "/organization/groups/group_sales/roles",
     R"({"role_id": "role_manager"})"},
    {"GET /organization/groups/{group_id}/roles/{role_id}",
     "/organization/groups/group_sales/roles/role_manager"},
    {"DELETE /organization/groups/{group_id}/roles/{role_id}",
     "/organization/groups/group_sales/roles/role_manager"},
    {"GET /organization/users", "/organization/users"},
    {"GET /organization/users/{user_id}", "/organization/users/user-ada"},
    {"POST /organization/users/{user_id}", "/organization/users/user-grace", R"({"role": "owner"})"},
    {"GET /organization/users/{user_id}/roles", "/organization/users/user-ada/roles"},
    {"POST /organization/users/{user_id}/roles", "/organization/users/user-joan/roles",
     R"({"role_id": "role_manager"})"},
    {"GET /organization/users/{user_id}/roles/{role_id}", "/organization/users/user-joan/roles/role_manager"},
    {"DELETE /organization/users/{user_id}/roles/{role_id}",
     "/organization/users/user-joan/roles/role_manager"},
    {"GET /organization/invites", "/organization/invites"},
    {"POST /organization/invites", "/organization/invites",
     R"({"email": "x@example.com", "role": "reader", "projects": []})"},
    {"GET /organization/invites/{invite_id}", "/organization/invites/invite-1"},
    {"DELETE /organization/invites/{invite_id}", "/organization/invites/invite-1"},
    {"GET /organization/projects", "/organization/projects?include_archived=true"},
    {"POST /organization/projects", "/organization/projects", R"({"name": "P", "residency": "GLOBAL"})"},
    {"GET /organization/projects/{project_id}", "/organization/projects/proj_c"},
    {"POST /organization/projects/{project_id}", "/organization/projects/proj_c",
     R"({"name": "Checkout 2"})"},
    {"GET /organization/projects/{project_id}/users", "/organization/projects/proj_c/users"},
    {"POST /organization/projects/{project_id}/users", "/organization/projects/proj_c/users",
     R"({"role": "member", "user_id": "user-joan"})"},
    {"GET /organization/projects/{project_id}/users/{user_id}",
     "/organization/projects/proj_c/users/user-joan"},
    {"POST /organization/projects/{project_id}/users/{user_id}",
     "/organization/projects/proj_c/users/user-joan", R"({"role": "owner"})"},
    {"DELETE /organization/projects/{project_id}/users/{user_id}",
     "/organization/projects/proj_c/users/user-joan"},
    {"GET /organization/projects/{project_id}/groups", "/organization/projects/proj_c/groups"},
    {"POST /organization/projects/{project_id}/groups", "/organization/projects/proj_c/groups",
     R"({"group_id": "group_sales", "role": "role_proj_c~1"})"},
    {"GET /organization/projects/{project_id}/groups/{group_id}",
     "/organization/projects/proj_c/groups/group_sales"},
    {"DELETE /organization/projects/{project_id}/groups/{group_id}",
     "/organization/projects/proj_c/groups/group_sales"},
    {"GET /organization/projects/{project_id}/service_accounts",
     "/organization/projects/proj_c/service_accounts"},
    {"GET /projects/{project_id}/roles", "/projects/proj_c/roles"},
    {"POST /projects/{project_id}/roles", "/projects/proj_c/roles",
     R"({"role_name": "R", "permissions": ["api.files.read"]})"},
    {"GET /projects/{project_id}/roles/{role_id}", "/projects/proj_c/roles/role_proj_c%7E1"},
    {"POST /projects/{project_id}/roles/{role_id}", "/projects/proj_c/roles/role_proj_c~1",
     R"({"permissions": []})"},
    {"GET /projects/{project_id}/groups/{group_id}/roles", "/projects/proj_c/groups/group_support/roles"},
    {"POST /projects/{project_id}/groups/{group_id}/roles", "/projects/proj_c/groups/group_sales/roles",
     R"({"role_id": "role-api-project-viewer"})"},
    {"GET /projects/{project_id}/groups/{group_id}/roles/{role_id}",
     "/projects/proj_c/groups/group_sales/roles/role-api-project-viewer__api-project__proj_c"},
    {"DELETE /projects/{project_id}/groups/{group_id}/roles/{role_id}",
     "/projects/proj_c/groups/group_sales/roles/role-api-project-viewer__api-project__proj_c"},
    {"GET /projects/{project_id}/users/{user_id}/roles", "/projects/proj_c/users/user-grace/roles"},
    {"POST /projects/{project_id}/users/{user_id}/roles", "/projects/proj_c/users/user-joan/roles",
     R"({"role_id": "role_proj_c~1"})"},
    {"GET /projects/{project_id}/users/{user_id}/roles/{role_id}",
     "/projects/proj_c/users/user-joan/roles/role_proj_c~1"},
    {"DELETE /projects/{project_id}/users/{user_id}/roles/{role_id}",
     "/projects/proj_c/users/user-joan/roles/role_proj_c~1"},
    {"DELETE /projects/{project_id}/roles/{role_id}", "/projects/proj_c/roles/role_proj_c~1"},
    {"GET /organization/audit_logs", "/organization/audit_logs?limit=100"},
    {"GET /organization/admin_api_keys", "/organization/admin_api_keys"},
    {"DELETE /organization/roles/{role_id}", "/organization/roles/role_manager"},
    {"DELETE /organization/groups/{group_id}", "/organization/groups/group_support"},
    {"DELETE /organization/users/{user_id}", "/organization/users/user-joan"},
    {"POST /organization/projects/{project_id}/archive", "/organization/projects/proj_c/archive"},
};

} // namespace

TEST_SUITE_BEGIN("emulator");

TEST_CASE("every operation of the API answers in the shape of its description") {
  const auto description = contract();
  const auto& known = description.at("operations").as_object();
  shape_checker checker(description.at("schemas").as_object());
  organization acme;
  std::vector<std::string> done;
  for (const auto& one : operations) {
    CAPTURE(one.template_path);
    const std::string asked(one.template_path);
    const auto answer = acme.ask(asked.substr(0, asked.find(' ')), one.path, one.body);
    CAPTURE(answer.raw.body);
    REQUIRE(answer.status == 200);
    CHECK(checker.mistakes(text(known.at(asked)), answer.body) == std::vector<std::string>());
    done.push_back(asked);
  }
  for (const auto& operation : known) {
    const std::string name(operation.key().data(), operation.key().size());
    CHECK_MESSAGE(std::count(done.begin(), done.end(), name) == 1, name);
  }
}

TEST_CASE("the checker of shapes sees what is missing, misspelt or of the wrong type") {
  const auto description = contract();
  shape_checker checker(description.at("schemas").as_object());
  CHECK(checker.mistakes("GroupUser", json::parse(R"({"id": "x", "name": "x"})")) ==
        std::vector<std::string>{"GroupUser lacks email"});
  CHECK(checker.mistakes("GroupUser", json::parse(R"({"id": "x", "name": 7, "email": null, "mail": ""})")) ==
        std::vector<std::string>{"GroupUser.name is no string", "GroupUser has the unknown mail"});
}

TEST_SUITE_END();

} // namespace rolecall::emulator
