#pragma once

// The administration API in our own words. Lists are read to their end or not at all; writes are sent once.
// Paths, page sizes and ways of paging: OpenAI's OpenAPI description 2.3.0.

#include "api/error.hpp"
#include "http/caller.hpp"
#include "model/lists.hpp"
#include "model/organization.hpp"
#include "wire/decode.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace rolecall::api {

/// A complete list. What it holds follows from its kind: roles, groups, projects, users (also the members of
/// a group), invitations, ids of groups, or the roles of a principal.
struct list_answer {
  std::variant<std::vector<model::live_role>, std::vector<model::live_group>,
               std::vector<model::live_project>, std::vector<model::live_user>,
               std::vector<model::live_invite>, std::vector<std::string>, std::vector<wire::assigned_role>>
      items;
  int pages = 0;
  std::optional<std::string> organization; ///< what the header `openai-organization` said
};

/// The four families of grants have one shape; an empty project id means the organization.
struct grant_place {
  std::string project_id;
  model::principal_kind kind = model::principal_kind::group;
  std::string principal_id;
};

/// What an update of a role changes; what is not given stays.
struct role_changes {
  role_changes() = default; // no aggregate: it is made beside a co_await
  std::optional<std::string> name;
  std::optional<std::string> description;
  std::optional<std::vector<std::string>> permissions;
};

class client {
public:
  explicit client(http::caller& calls) : calls_(calls) {}

  /// The same, whose writes `by` is told of; it outlives what is returned.
  [[nodiscard]] client watched(const http::exchange_watch& by) const { return {calls_, by}; }

  /// Every page, at the largest page size; equal items of two pages are merged. A body that cannot be
  /// believed is asked for once more. Never a part of a list: an error instead. Of users_by_email: those
  /// asked for that exist, or, from a server that does not know the filter, everybody.
  boost::asio::awaitable<result<list_answer>> read(model::list_ref list);

  /// GET /organization/admin_api_keys, to its end.
  boost::asio::awaitable<result<std::vector<wire::admin_key>>> admin_keys();

  /// When the run must end; who waits to call again need not wait longer.
  [[nodiscard]] std::optional<http::time_point> deadline() const { return calls_.deadline(); }

  // Writes. An error with `maybe_done` says that only reading can tell.
  boost::asio::awaitable<result<model::live_role>> create_role(std::string project_id, std::string name,
                                                               std::optional<std::string> description,
                                                               std::vector<std::string> permissions);
  boost::asio::awaitable<result<model::live_role>> update_role(std::string project_id, std::string role_id,
                                                               role_changes changes);
  boost::asio::awaitable<result<bool>> delete_role(std::string project_id, std::string role_id);
  boost::asio::awaitable<result<model::live_group>> create_group(std::string name);
  boost::asio::awaitable<result<bool>> rename_group(std::string group_id, std::string name);
  boost::asio::awaitable<result<bool>> delete_group(std::string group_id);
  boost::asio::awaitable<result<bool>> add_member(std::string group_id, std::string user_id);
  boost::asio::awaitable<result<bool>> remove_member(std::string group_id, std::string user_id);
  boost::asio::awaitable<result<model::live_project>> create_project(std::string name);
  /// As a reader of the organization, to no project.
  boost::asio::awaitable<result<model::live_invite>> create_invite(std::string email);
  boost::asio::awaitable<result<bool>> delete_invite(std::string invite_id);
  /// By the legacy name of a predefined role, which takes the place of the others: "owner" or "reader".
  boost::asio::awaitable<result<bool>> set_organization_role(std::string user_id, std::string role);
  boost::asio::awaitable<result<bool>> assign_role(grant_place where, std::string role_id);
  boost::asio::awaitable<result<bool>> unassign_role(grant_place where, std::string role_id);
  boost::asio::awaitable<result<bool>> add_project_group(std::string project_id, std::string group_id,
                                                         std::string role_id);
  boost::asio::awaitable<result<bool>> remove_project_group(std::string project_id, std::string group_id);
  /// `role` is a legacy name: "owner" or "member".
  boost::asio::awaitable<result<bool>> add_project_user(std::string project_id, std::string user_id,
                                                        std::string role);
  boost::asio::awaitable<result<bool>> remove_project_user(std::string project_id, std::string user_id);

private:
  client(http::caller& calls, const http::exchange_watch& watch) : calls_(calls), watch_(&watch) {}

  template <class T, class Decode>
  boost::asio::awaitable<result<T>> send(http::request what, Decode decode);

  http::caller& calls_;
  const http::exchange_watch* watch_ = nullptr;
};

} // namespace rolecall::api
