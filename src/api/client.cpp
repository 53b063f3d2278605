#include "api/client.hpp"

#include "wire/encode.hpp"

namespace rolecall::api {
namespace {

using boost::asio::awaitable;
using http::method;
using http::path_segment;

template <class T>
using body_decoder = wire::decoded<T> (*)(std::string_view);

std::string roles_path(const std::string& project_id) {
  return project_id.empty() ? "/organization/roles" : "/projects/" + path_segment(project_id) + "/roles";
}
std::string roles_route(const std::string& project_id) {
  return project_id.empty() ? "/organization/roles" : "/projects/{project_id}/roles";
}

std::string grants_path(const grant_place& where) {
  const std::string base =
      where.project_id.empty() ? "/organization" : "/projects/" + path_segment(where.project_id);
  const std::string kind = where.kind == model::principal_kind::group ? "/groups/" : "/users/";
  return base + kind + path_segment(where.principal_id) + "/roles";
}
std::string grants_route(const grant_place& where) {
  const std::string base = where.project_id.empty() ? "/organization" : "/projects/{project_id}";
  return base +
         (where.kind == model::principal_kind::group ? "/groups/{group_id}/roles" : "/users/{user_id}/roles");
}

std::string project_groups_path(const std::string& project_id) {
  return "/organization/projects/" + path_segment(project_id) + "/groups";
}
std::string project_users_path(const std::string& project_id) {
  return "/organization/projects/" + path_segment(project_id) + "/users";
}
constexpr const char* project_users_route = "/organization/projects/{project_id}/users";
std::string group_path(const std::string& group_id) {
  return "/organization/groups/" + path_segment(group_id);
}
constexpr const char* group_route = "/organization/groups/{group_id}";
constexpr const char* project_groups_route = "/organization/projects/{project_id}/groups";

struct role_decoder {
  std::string project_id;
  explicit role_decoder(std::string project) : project_id(std::move(project)) {}
  wire::decoded<model::live_role> operator()(std::string_view body) const {
    return wire::role(body, project_id);
  }
};

http::request post(const std::string& path, const std::string& route, std::string body) {
  return {method::post, path, "POST " + route, std::move(body)};
}
http::request del(const std::string& path, const std::string& route) {
  return {method::del, path, "DELETE " + route};
}

} // namespace

/// Sends a write once and decodes its answer. Any 2xx with a body that fits is success; a 2xx without one
/// says nothing about what was done.
template <class T, class Decode>
awaitable<result<T>> client::send(http::request what, Decode decode) {
  what.watch = watch_;
  const auto answered = co_await calls_.call(std::move(what));
  if (!answered) co_return from_failure(answered.error());
  const http::response& answer = *answered;
  if (answer.status < 200 || answer.status >= 300) co_return from_response(answer);
  auto decoded = decode(answer.body);
  if (!decoded) co_return from_body(answer, decoded.error().message, true);
  co_return *std::move(decoded);
}

awaitable<result<model::live_role>> client::create_role(std::string project_id, std::string name,
                                                        std::optional<std::string> description,
                                                        std::vector<std::string> permissions) {
  http::request ask = post(roles_path(project_id), roles_route(project_id),
                           wire::create_role(name, description, permissions));
  return send<model::live_role>(std::move(ask), role_decoder(std::move(project_id)));
}

awaitable<result<model::live_role>> client::update_role(std::string project_id, std::string role_id,
                                                        role_changes changes) {
  http::request ask =
      post(roles_path(project_id) + "/" + path_segment(role_id), roles_route(project_id) + "/{role_id}",
           wire::update_role(changes.name, changes.description, changes.permissions));
  return send<model::live_role>(std::move(ask), role_decoder(std::move(project_id)));
}

awaitable<result<bool>> client::delete_role(std::string project_id, std::string role_id) {
  http::request ask =
      del(roles_path(project_id) + "/" + path_segment(role_id), roles_route(project_id) + "/{role_id}");
  return send<bool>(std::move(ask), wire::object);
}

awaitable<result<model::live_group>> client::create_group(std::string name) {
  http::request ask = post("/organization/groups", "/organization/groups", wire::named(name));
  return send<model::live_group>(std::move(ask), wire::group);
}

awaitable<result<bool>> client::delete_group(std::string group_id) {
  http::request ask = del(group_path(group_id), group_route);
  return send<bool>(std::move(ask), wire::object);
}

awaitable<result<bool>> client::rename_group(std::string group_id, std::string name) {
  http::request ask = post(group_path(group_id), group_route, wire::named(name));
  return send<bool>(std::move(ask), wire::object);
}

awaitable<result<bool>> client::add_member(std::string group_id, std::string user_id) {
  http::request ask =
      post(group_path(group_id) + "/users", std::string(group_route) + "/users", wire::add_member(user_id));
  return send<bool>(std::move(ask), wire::object);
}

awaitable<result<bool>> client::remove_member(std::string group_id, std::string user_id) {
  http::request ask = del(group_path(group_id) + "/users/" + path_segment(user_id),
                          std::string(group_route) + "/users/{user_id}");
  return send<bool>(std::move(ask), wire::object);
}

awaitable<result<model::live_project>> client::create_project(std::string name) {
  http::request ask = post("/organization/projects", "/organization/projects", wire::named(name));
  return send<model::live_project>(std::move(ask), wire::project);
}

awaitable<result<model::live_invite>> client::create_invite(std::string email) {
  http::request ask = post("/organization/invites", "/organization/invites", wire::create_invite(email));
  return send<model::live_invite>(std::move(ask), wire::invite);
}

awaitable<result<bool>> client::delete_invite(std::string invite_id) {
  http::request ask =
      del("/organization/invites/" + path_segment(invite_id), "/organization/invites/{invite_id}");
  return send<bool>(std::move(ask), wire::object);
}

awaitable<result<bool>> client::set_organization_role(std::string user_id, std::string role) {
  http::request ask = post("/organization/users/" + path_segment(user_id), "/organization/users/{user_id}",
                           wire::legacy_role(role));
  return send<bool>(std::move(ask), wire::object);
}

awaitable<result<bool>> client::assign_role(grant_place where, std::string role_id) {
  http::request ask = post(grants_path(where), grants_route(where), wire::assign_role(role_id));
  return send<bool>(std::move(ask), wire::object);
}

awaitable<result<bool>> client::unassign_role(grant_place where, std::string role_id) {
  http::request ask =
      del(grants_path(where) + "/" + path_segment(role_id), grants_route(where) + "/{role_id}");
  return send<bool>(std::move(ask), wire::object);
}

awaitable<result<bool>> client::add_project_group(std::string project_id, std::string group_id,
                                                  std::string role_id) {
  http::request ask =
      post(project_groups_path(project_id), project_groups_route, wire::add_project_group(group_id, role_id));
  return send<bool>(std::move(ask), wire::object);
}

awaitable<result<bool>> client::add_project_user(std::string project_id, std::string user_id,
                                                 std::string role) {
  http::request ask =
      post(project_users_path(project_id), project_users_route, wire::add_project_user(user_id, role));
  return send<bool>(std::move(ask), wire::object);
}

awaitable<result<bool>> client::remove_project_user(std::string project_id, std::string user_id) {
  http::request ask = del(project_users_path(project_id) + "/" + path_segment(user_id),
                          std::string(project_users_route) + "/{user_id}");
  return send<bool>(std::move(ask), wire::object);
}

awaitable<result<bool>> client::remove_project_group(std::string project_id, std::string group_id) {
  http::request ask = del(project_groups_path(project_id) + "/" + path_segment(group_id),
                          std::string(project_groups_route) + "/{group_id}");
  return send<bool>(std::move(ask), wire::object);
}

} // namespace rolecall::api
