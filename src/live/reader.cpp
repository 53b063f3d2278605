#include "live/reader.hpp"

#include "api/workers.hpp"
#include "live/merge.hpp"

#include <algorithm>
#include <deque>

namespace rolecall::live {
namespace {

using boost::asio::awaitable;
using model::list_ref;

/// What all workers share; lives in the frame that joins them.
struct reading {
  api::client& api;
  http::clock& time;
  model::organization& live;
  read_options options;
  std::map<std::string, std::deque<list_ref>> lists; ///< not yet begun, by route
  read_progress now;
  std::vector<pending_grants> pending;
  std::optional<read_failure> failed;
};

/// Who is not in a project may be answered with 404 when it is asked what it holds there.
awaitable<bool> is_outside(reading& all, list_ref list) {
  const bool group = list.kind == model::list_kind::project_group_roles;
  if (!group && list.kind != model::list_kind::project_user_roles) co_return false;
  const list_ref members{
      group ? model::list_kind::project_groups : model::list_kind::project_users, list.project_id, {}};
  if (!all.live.has_read(members)) {
    auto answered = co_await all.api.read(members);
    if (!answered) co_return false;
    if (all.live.has_read(members))
      co_return std::ranges::count(all.live.listed(members), list.principal_id) == 0;
    merge(members, *std::move(answered), all.time.now(), all.live, all.pending);
  }
  co_return std::ranges::count(all.live.members.at(members), list.principal_id) == 0;
}

/// A list of something just listed may not be known everywhere yet: patience, but not for ever.
awaitable<api::result<api::list_answer>> read_patiently(reading& all, list_ref list) {
  const http::time_point give_up = std::min(all.time.now() + http::duration(std::chrono::seconds(10)),
                                            all.api.deadline().value_or(http::time_point::max()));
  http::duration pause = std::chrono::seconds(1);
  for (;;) {
    auto answered = co_await all.api.read(list);
    const bool missing = !answered && answered.error().kind == api::error_kind::not_found;
    const bool top = list.project_id.empty() && list.principal_id.empty();
    if (!missing || top) co_return answered;
    const bool outside = co_await is_outside(all, list);
    if (outside) co_return api::list_answer{std::vector<wire::assigned_role>(), 1, {}};
    if (all.time.now() + pause > give_up) co_return answered;
    const http::time_point end = all.options.deadline.value_or(http::time_point::max());
    const http::time_point again = std::min(all.time.now() + pause, end);
    co_await all.time.sleep_until(again);
    pause *= 2;
  }
}

bool only_this_list(const api::error& why) {
  return why.kind == api::error_kind::forbidden || why.kind == api::error_kind::not_found;
}

/// Of somebody whom another list shows it is no answer but a fault.
bool is_of_nobody(const list_ref& list, const api::error& why, const model::organization& live) {
  return list.kind == model::list_kind::user_roles && why.kind == api::error_kind::not_found &&
         !live.user(list.principal_id);
}

awaitable<void> work(reading& all, std::deque<list_ref>& mine) {
  while (!mine.empty() && !all.failed) {
    const list_ref list = std::move(mine.front());
    mine.pop_front();
    auto answered = co_await read_patiently(all, list);
    if (answered) {
      merge(list, *std::move(answered), all.time.now(), all.live, all.pending);
    } else if (is_of_nobody(list, answered.error(), all.live)) {
      all.live.unheard_of.insert(list.principal_id);
    } else if (only_this_list(answered.error())) {
      api::error why = answered.error();
      if (why.kind == api::error_kind::not_found) all.live.missing.insert(list);
      why.request_id.clear(); // it goes into the plan, which is the same for the same organization
      all.live.unreadable.emplace(list, api::to_string(why));
    } else if (!all.failed) {
      all.failed = read_failure{list, answered.error()};
    }
    ++all.now.done;
    --all.now.left[model::route(list.kind)];
    if (all.options.progress) all.options.progress(all.now);
  }
}

model::organization so_far(const reading& all) {
  model::organization out = all.live;
  std::vector<pending_grants> pending = all.pending;
  settle(std::move(pending), out);
  return out;
}

} // namespace

awaitable<std::optional<read_failure>> read_lists(api::client& api, http::clock& time,
                                                  std::vector<list_ref> lists, read_options options,
                                                  model::organization& live) {
  const std::size_t most = std::max<std::size_t>(1, options.connections);
  reading all{api, time, live, std::move(options), {}, {}, {}, {}};
  all.now.of = lists.size();
  for (list_ref& list : lists) {
    const std::string route = model::route(list.kind);
    ++all.now.left[route];
    all.lists[route].push_back(std::move(list));
  }
  // Enough for each route to use all connections while the others have to wait.
  std::vector<std::deque<list_ref>*> queues;
  for (auto& [route, waiting] : all.lists)
    queues.insert(queues.end(), std::min(most, waiting.size()), &waiting);
  if (all.options.so_far) *all.options.so_far = [&all] { return so_far(all); };
  std::size_t begun = 0;
  std::function<awaitable<void>()> worker = [&] { return work(all, *queues[begun++]); };
  if (!queues.empty()) co_await api::run_workers(queues.size(), std::move(worker));
  if (all.options.so_far) *all.options.so_far = nullptr;
  settle(std::move(all.pending), live);
  co_return std::move(all.failed);
}

} // namespace rolecall::live
