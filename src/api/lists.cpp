#include "api/lists.hpp"

#include "base/text.hpp"
#include "http/message.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace rolecall::api {
namespace {

using boost::asio::awaitable;
using http::path_segment;
using model::list_kind;

constexpr int most_pages = 100'000;

/// The largest page that the endpoint gives.
int page_size(list_kind kind) {
  switch (kind) {
  case list_kind::projects:
  case list_kind::users:
  case list_kind::users_by_email:
  case list_kind::invites:
  case list_kind::project_users:
  case list_kind::project_groups: return 100;
  case list_kind::organization_roles:
  case list_kind::groups:
  case list_kind::project_roles:
  case list_kind::group_members:
  case list_kind::group_roles:
  case list_kind::user_roles:
  case list_kind::project_group_roles:
  case list_kind::project_user_roles: return 1000;
  }
  return 100;
}

std::string list_path(const model::list_ref& list) {
  const auto project = [&] { return path_segment(list.project_id); };
  const auto who = [&] { return path_segment(list.principal_id); };
  switch (list.kind) {
  case list_kind::organization_roles: return "/organization/roles";
  case list_kind::groups: return "/organization/groups";
  case list_kind::projects: return "/organization/projects";
  case list_kind::users:
  case list_kind::users_by_email: return "/organization/users";
  case list_kind::invites: return "/organization/invites";
  case list_kind::project_roles: return "/projects/" + project() + "/roles";
  case list_kind::project_groups: return "/organization/projects/" + project() + "/groups";
  case list_kind::project_users: return "/organization/projects/" + project() + "/users";
  case list_kind::group_members: return "/organization/groups/" + who() + "/users";
  case list_kind::group_roles: return "/organization/groups/" + who() + "/roles";
  case list_kind::user_roles: return "/organization/users/" + who() + "/roles";
  case list_kind::project_group_roles: return "/projects/" + project() + "/groups/" + who() + "/roles";
  case list_kind::project_user_roles: return "/projects/" + project() + "/users/" + who() + "/roles";
  }
  return {};
}

// What tells two items of a list apart, for merging pages that shifted while they were read.
const std::string& key_of(const std::string& item) { return item; }
const std::string& key_of(const wire::assigned_role& item) { return item.role.id; }
const std::string& key_of(const auto& item) { return item.id; }

template <class T>
using page_decoder = std::function<wire::decoded<wire::page<T>>(std::string_view)>;

struct pages_read {
  int count = 0;
  std::optional<std::string> organization;
};

/// One page; a body that cannot be believed is asked for once more.
template <class T>
awaitable<result<wire::page<T>>> read_page(http::caller& calls, std::string target, std::string route,
                                           page_decoder<T> decode, pages_read& read) {
  std::optional<error> last;
  for (int attempt = 0; attempt < 2; ++attempt) {
    http::request ask(http::method::get, target, route);
    const auto answered = co_await calls.call(std::move(ask));
    if (!answered) co_return from_failure(answered.error());
    const http::response& answer = *answered;
    if (answer.status < 200 || answer.status >= 300) co_return from_response(answer);
    auto page = decode(answer.body);
    if (page) {
      ++read.count;
      if (const auto id = answer.find("openai-organization")) read.organization = std::string(*id);
      co_return *std::move(page);
    }
    last = from_body(answer, page.error().message, false);
  }
  co_return *last;
}

template <class T>
awaitable<result<std::vector<T>>> read_pages(http::caller& calls, std::string target, std::string route,
                                             page_decoder<T> decode, pages_read& read) {
  std::vector<T> items;
  std::map<std::string, std::size_t> known; // where in `items` a key stands
  std::set<std::string> cursors;
  std::string next_target = target;
  const char joint = target.find('?') == std::string::npos ? '?' : '&';
  for (;;) {
    auto answered = co_await read_page<T>(calls, next_target, route, decode, read);
    if (!answered) co_return answered.error();
    wire::page<T> page = *std::move(answered);
    for (T& item : page.items) {
      const auto [same, is_new] = known.try_emplace(key_of(item), items.size());
      if (is_new) {
        items.push_back(std::move(item));
      } else if (!(items[same->second] == item)) {
        const std::string why =
            "the list names " + base::quoted(same->first) + " twice, with different content";
        co_return error{error_kind::malformed, 200, why, {}, false, {}};
      }
    }
    if (!page.next) break;
    if (!cursors.insert(*page.next).second) {
      co_return error{
          error_kind::malformed, 200, "the list goes in circles: a cursor came twice", {}, false, {}};
    }
    if (read.count >= most_pages) {
      co_return error{error_kind::malformed, 200, "the list does not end", {}, false, {}};
    }
    next_target = target + joint + "after=" + http::query_value(*page.next);
  }
  co_return items;
}

template <class T>
result<list_answer> answer_of(result<std::vector<T>> items, const pages_read& read) {
  if (!items) return items.error();
  list_answer out;
  out.items = *std::move(items);
  out.pages = read.count;
  out.organization = read.organization;
  return out;
}

/// Reads the whole list and puts it into an answer.
template <class T>
awaitable<result<list_answer>> collect(http::caller& calls, model::list_ref list, page_decoder<T> decode) {
  pages_read read;
  const std::string target = list_target(list);
  const std::string route = model::route(list.kind);
  auto items = co_await read_pages<T>(calls, target, route, std::move(decode), read);
  co_return answer_of(std::move(items), read);
}

/// Of one call, so that its answer is one page and its line is short enough for every server.
constexpr std::size_t emails_in_a_call = 100;

/// Call after call for all of `list.emails`, the filter spelt `filter`.
awaitable<result<std::vector<model::live_user>>> read_asked_for(http::caller& calls, model::list_ref list,
                                                                std::string filter, pages_read& read) {
  std::vector<model::live_user> found;
  const std::string route = model::route(list.kind);
  for (std::size_t from = 0; from < list.emails.size(); from += emails_in_a_call) {
    std::string target = list_target(list);
    const std::size_t to = std::min(list.emails.size(), from + emails_in_a_call);
    for (std::size_t i = from; i < to; ++i) target += "&" + filter + "=" + http::query_value(list.emails[i]);
    page_decoder<model::live_user> decode = wire::users;
    auto some = co_await read_pages<model::live_user>(calls, target, route, std::move(decode), read);
    if (!some) co_return some.error();
    const bool ignored = std::ranges::any_of(*some, [&](const model::live_user& user) {
      return !std::ranges::binary_search(list.emails, user.email);
    });
    if (ignored) co_return *std::move(some); // everybody came
    std::ranges::move(*some, std::back_inserter(found));
  }
  co_return found;
}

/// The description of the API spells the filter without brackets, its own client with them.
awaitable<result<list_answer>> collect_users_by_email(http::caller& calls, model::list_ref list) {
  pages_read read;
  std::string spelling = "emails";
  auto users = co_await read_asked_for(calls, list, spelling, read);
  if (!users && users.error().kind == error_kind::rejected) {
    spelling = "emails%5B%5D";
    users = co_await read_asked_for(calls, list, spelling, read);
  }
  co_return answer_of(std::move(users), read);
}

} // namespace

std::string list_target(const model::list_ref& list) {
  return list_path(list) + "?limit=" + std::to_string(page_size(list.kind));
}

awaitable<result<list_answer>> client::read(model::list_ref list) {
  const std::string project = list.project_id;
  const std::string who = list.principal_id;
  switch (list.kind) {
  case list_kind::organization_roles:
  case list_kind::project_roles: {
    page_decoder<model::live_role> decode = [project](std::string_view body) {
      return wire::roles(body, project);
    };
    return collect<model::live_role>(calls_, std::move(list), std::move(decode));
  }
  case list_kind::users_by_email: return collect_users_by_email(calls_, std::move(list));
  case list_kind::invites: return collect<model::live_invite>(calls_, std::move(list), wire::invites);
  case list_kind::groups: return collect<model::live_group>(calls_, std::move(list), wire::groups);
  case list_kind::projects: return collect<model::live_project>(calls_, std::move(list), wire::projects);
  case list_kind::users:
  case list_kind::project_users: return collect<model::live_user>(calls_, std::move(list), wire::users);
  case list_kind::group_members:
    return collect<model::live_user>(calls_, std::move(list), wire::group_members);
  case list_kind::project_groups: return collect<std::string>(calls_, std::move(list), wire::project_groups);
  case list_kind::group_roles:
  case list_kind::user_roles:
  case list_kind::project_group_roles:
  case list_kind::project_user_roles: break;
  }
  page_decoder<wire::assigned_role> decode = [project, who](std::string_view body) {
    return wire::assigned_roles(body, project, who);
  };
  return collect<wire::assigned_role>(calls_, std::move(list), std::move(decode));
}

awaitable<result<std::vector<wire::admin_key>>> client::admin_keys() {
  pages_read read;
  const std::string target = "/organization/admin_api_keys?limit=100";
  const std::string route = "GET /organization/admin_api_keys";
  page_decoder<wire::admin_key> decode = wire::admin_keys;
  auto keys = co_await read_pages<wire::admin_key>(calls_, target, route, std::move(decode), read);
  co_return keys;
}

} // namespace rolecall::api
