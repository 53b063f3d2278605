#include "organization.hpp"

#include "emulator/state_file.hpp"

#include <doctest/doctest.h>

namespace rolecall::emulator {

const std::string_view small_organization = R"({
  "organization": {"id": "org-acme", "name": "Acme"},
  "users": [
    {"id": "user-ada", "email": "ada@example.com", "name": "Ada", "roles": ["owner"]},
    {"id": "user-grace", "email": "grace@example.com", "name": "Grace"},
    {"id": "user-joan", "email": "joan@example.com", "name": "Joan"}],
  "roles": [{"id": "role_manager", "name": "Group Manager", "description": "Groups", "permissions": ["api.groups.read"]}],
  "groups": [
    {"id": "group_support", "name": "Support Team", "members": ["ada@example.com", "user-grace"], "roles": ["Group Manager"]},
    {"id": "group_sales", "name": "Sales"},
    {"id": "group_scim", "name": "Directory", "is_scim_managed": true, "members": ["user-joan"]},
    {"id": "group_tenant", "name": "Everyone", "group_type": "tenant_group"}],
  "projects": [
    {"id": "proj_default", "name": "Default project", "default": true, "users": [{"user": "user-ada", "roles": ["owner"]}]},
    {"id": "proj_c", "name": "Checkout",
     "roles": [{"id": "role_proj_c~1", "name": "Key Steward", "permissions": ["api.organization.projects.api_keys.read"]}],
     "groups": [{"group": "Support Team", "roles": ["viewer", "Key Steward"]}, {"group": "group_tenant", "roles": ["viewer"]}],
     "users": [{"user": "grace@example.com", "roles": ["member"]}],
     "service_accounts": [{"id": "svc_acct_1", "name": "ci", "role": "owner"}]},
    {"id": "proj_old", "name": "Old", "status": "archived"}],
  "invites": [{"id": "invite-1", "email": "new@example.com", "role": "reader", "projects": [{"id": "proj_c"}]},
              {"id": "invite-2", "email": "ada@example.com", "role": "owner", "status": "accepted"}]
})";

namespace {

state loaded(std::string_view file) {
  auto read = read_state(file, "sk-admin-emulator");
  if (const auto* problem = std::get_if<state_problem>(&read)) FAIL(problem->message);
  return std::get<state>(std::move(read));
}

} // namespace

organization::organization(std::string_view state_file) : machine_(machine_options{}, loaded(state_file)) {}

reply organization::ask(std::string_view method, std::string_view path, std::string_view body) {
  request asked;
  asked.method = method;
  asked.target = path.starts_with("/__emulator/") ? std::string(path) : "/v1" + std::string(path);
  asked.headers.push_back({"Authorization", "Bearer sk-admin-emulator"});
  asked.body = body;
  reply out;
  out.raw = machine_.handle(asked, now_);
  out.status = out.raw.status;
  boost::system::error_code ec;
  out.body = boost::json::parse(out.raw.body, ec);
  return out;
}

std::vector<std::string> organization::walk(const std::string& path, const std::string& member) {
  std::vector<std::string> all;
  std::string after;
  for (int pages = 0; pages < 1000; ++pages) {
    const auto* mark = path.find('?') == std::string::npos ? "?" : "&";
    const auto page = get(after.empty() ? path : path + mark + "after=" + after);
    REQUIRE(page.status == 200);
    for (const auto& id : ids(page, member)) all.push_back(id);
    const auto& envelope = page.body.as_object();
    if (!envelope.at("has_more").as_bool()) return all;
    after = text(envelope.at(envelope.contains("next") ? "next" : "last_id"));
  }
  FAIL("the list has no end");
  return all;
}

void organization::behave(std::string_view assignment) {
  const auto problem = machine_.behaves().set(assignment);
  if (problem) FAIL(*problem);
}

void organization::fail_with(std::string_view fault_spec) {
  auto parsed = fault::parse(fault_spec);
  if (const auto* problem = std::get_if<fault_problem>(&parsed)) FAIL(problem->message);
  machine_.add(std::get<fault>(std::move(parsed)));
}

std::vector<std::string> ids(const reply& page, const std::string& member) {
  std::vector<std::string> out;
  for (const auto& item : page.body.at("data").as_array()) out.push_back(text(item.at(member)));
  return out;
}

std::string text(const boost::json::value& value) {
  if (value.is_string()) return std::string(value.get_string().c_str());
  return boost::json::serialize(value);
}

} // namespace rolecall::emulator
