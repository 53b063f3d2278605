#include "apply/writer.hpp"

#include <algorithm>
#include <utility>

namespace rolecall::apply {
namespace {

using boost::asio::awaitable;
using plan::outcome;

constexpr http::duration first_pause = std::chrono::seconds(1);
constexpr http::duration longest_pause = std::chrono::seconds(8);

written ended(outcome is, std::string reason = {}, std::string id = {}) {
  written out;
  out.now.is = is;
  out.now.reason = std::move(reason);
  out.id = std::move(id);
  return out;
}

written refused(api::error why) {
  std::string request = std::exchange(why.request_id, {}); // reports show it on a line of its own
  written out = ended(outcome::failed, api::to_string(why));
  out.now.request_id = std::move(request);
  return out;
}

/// The server understood and said no; only what is live can make a success of it. That something is gone is no
/// final answer to its removal: the lists may only be late to show it.
bool is_final(const api::error& why, plan::verb what) {
  const bool gone = why.kind == api::error_kind::not_found && what == plan::verb::remove;
  return !why.maybe_done && why.kind != api::error_kind::conflict && !gone;
}

bool was_stopped(const api::error& why) { return why.kind == api::error_kind::stopped && !why.maybe_done; }

awaitable<api::result<std::string>> id_of(awaitable<api::result<model::live_role>> request) {
  auto answered = co_await std::move(request);
  if (!answered) co_return answered.error();
  co_return answered->id;
}
awaitable<api::result<std::string>> id_of(awaitable<api::result<model::live_group>> request) {
  auto answered = co_await std::move(request);
  if (!answered) co_return answered.error();
  co_return answered->id;
}
awaitable<api::result<std::string>> id_of(awaitable<api::result<bool>> request) {
  auto answered = co_await std::move(request);
  if (!answered) co_return answered.error();
  std::string none;
  co_return none;
}

/// The request that carries an operation out, for the plain cases.
struct request_finder {
  api::client& api;
  ids known;

  using send = std::function<awaitable<api::result<std::string>>()>;

  send operator()(const plan::create_role& what) const {
    return [&api = api, what] {
      return id_of(api.create_role(what.project_id, what.name, what.after.description, what.after.permissions));
    };
  }
  send operator()(const plan::update_role& what) const {
    std::optional<std::vector<std::string>> permissions;
    if (what.after.permissions != what.before.permissions) permissions = what.after.permissions;
    return [&api = api, what, permissions] {
      return id_of(api.update_role(what.project_id, what.role_id, what.after.description, permissions));
    };
  }
  send operator()(const plan::delete_role& what) const {
    return [&api = api, what] { return id_of(api.delete_role(what.project_id, what.role_id)); };
  }
  send operator()(const plan::create_group& what) const {
    return [&api = api, what] { return id_of(api.create_group(what.name)); };
  }
  send operator()(const plan::delete_group& what) const {
    return [&api = api, what] { return id_of(api.delete_group(what.group_id)); };
  }
  send operator()(const plan::assign_role& what) const {
    return [&api = api, where = api::grant_place{what.project_id, what.kind, known.principal}, role = known.role] {
      return id_of(api.assign_role(where, role));
    };
  }
  send operator()(const plan::unassign_role& what) const {
    return [&api = api, where = api::grant_place{what.project_id, what.kind, what.principal_id}, role = what.role_id] {
      return id_of(api.unassign_role(where, role));
    };
  }
  send operator()(const plan::leave_project& what) const {
    return [&api = api, what] { return id_of(api.remove_project_group(what.project_id, what.group_id)); };
  }
};

} // namespace

writer::send writer::request_for(const plan::operation& op, const ids& known) {
  return std::visit(request_finder{api_, known}, op.what);
}

awaitable<written> writer::write(const plan::operation& op, ids known) {
  if (std::holds_alternative<plan::assign_role>(op.what)) return assign(op, std::move(known));
  if (std::holds_alternative<plan::leave_project>(op.what)) return leave(op, std::move(known));
  return settle(op, known, request_for(op, known));
}

awaitable<api::result<judgement>> writer::look(const plan::operation& op, ids known) {
  const model::list_ref list = list_of(op, known);
  auto seen = co_await api_.read(list);
  if (!seen) co_return seen.error();
  co_return judge(op, known, *seen);
}

awaitable<written> writer::settle(const plan::operation& op, ids known, send request) {
  api::error last;
  const plan::verb what = plan::verb_of(op.what);
  for (int attempt = 0; attempt < 2; ++attempt) {
    auto answered = co_await request();
    if (answered) co_return ended(outcome::done, {}, *std::move(answered));
    last = answered.error();
    if (was_stopped(last)) {
      if (attempt == 0) co_return ended(outcome::not_begun, last.message);
      break;
    }
    const http::time_point until = time_.now() + settle_;
    http::duration pause = first_pause;
    bool seen_absent = false;
    for (;;) {
      auto seen = co_await look(op, known);
      if (seen && seen->is == verdict::reached) co_return ended(outcome::already, {}, seen->id);
      if (seen && seen->is == verdict::differs) co_return ended(outcome::failed, seen->detail);
      if (is_final(last, what)) co_return refused(last);
      seen_absent = seen.has_value();
      if (time_.now() >= until) break;
      const http::time_point again = std::min(time_.now() + pause, until);
      co_await time_.sleep_until(again);
      pause = std::min(pause * 2, longest_pause);
    }
    if (!seen_absent) break; // nobody can say; nothing is sent again
    if (!last.maybe_done || last.kind == api::error_kind::conflict) co_return refused(last);
  }
  co_return ended(outcome::unknown, api::to_string(last) + "; it could not be seen whether it was done");
}

awaitable<written> writer::assign(const plan::operation& op, ids known) {
  const auto& what = std::get<plan::assign_role>(op.what);
  send assign_request = request_for(op, known);
  const bool in_project = !what.project_id.empty() && what.kind == model::principal_kind::group;
  send enter_request = [this, project = what.project_id, known] {
    return id_of(api_.add_project_group(project, known.principal, known.role));
  };
  const bool enters = in_project && what.enters_project;
  send first = enters ? enter_request : assign_request;
  written out = co_await settle(op, known, std::move(first));
  if (out.now.is != outcome::failed || !in_project) co_return out;
  if (enters) { // "already exists in project": then the role is all that lacks
    out = co_await settle(op, known, std::move(assign_request));
    co_return out;
  }
  // Refused: perhaps the group dropped out of the project with its last role.
  const model::list_ref list{model::list_kind::project_groups, what.project_id, {}};
  auto listed = co_await api_.read(list);
  if (!listed) co_return out;
  if (std::ranges::count(std::get<std::vector<std::string>>(listed->items), known.principal) > 0) co_return out;
  out = co_await settle(op, known, std::move(enter_request));
  co_return out;
}

awaitable<written> writer::leave(const plan::operation& op, ids known) {
  const auto& what = std::get<plan::leave_project>(op.what);
  auto seen = co_await look(op, known);
  if (!seen) co_return refused(seen.error());
  if (seen->is == verdict::reached) co_return ended(outcome::already, "it was no longer listed");
  // A membership carries every role in the project with it: it goes only when none is left.
  const http::time_point until = time_.now() + settle_;
  http::duration pause = first_pause;
  const model::list_ref held{model::list_kind::project_group_roles, what.project_id, what.group_id};
  for (;;) {
    auto roles = co_await api_.read(held);
    if (!roles) co_return refused(roles.error());
    if (std::get<std::vector<wire::assigned_role>>(roles->items).empty()) break;
    if (time_.now() >= until) co_return ended(outcome::failed, "the group still holds a role in this project");
    const http::time_point again = std::min(time_.now() + pause, until);
    co_await time_.sleep_until(again);
    pause = std::min(pause * 2, longest_pause);
  }
  send request = request_for(op, known);
  written out = co_await settle(op, known, std::move(request));
  co_return out;
}

awaitable<std::vector<unseen>> writer::wait_until_seen(model::list_ref list, std::vector<check> checks) {
  const http::time_point until = time_.now() + settle_;
  http::duration pause = first_pause;
  std::vector<unseen> missing;
  for (;;) {
    missing.clear();
    auto seen = co_await api_.read(list);
    for (const check& c : checks) {
      if (!seen) {
        missing.push_back({c.index, "done, but reading it again failed: " + api::to_string(seen.error())});
        continue;
      }
      const judgement j = judge(*c.op, c.known, *seen);
      if (j.is != verdict::reached) missing.push_back({c.index, "done, but not seen yet" + (j.detail.empty() ? "" : ": " + j.detail)});
    }
    if (missing.empty() || time_.now() >= until) break;
    if (!seen && seen.error().kind == api::error_kind::stopped) break;
    const http::time_point again = std::min(time_.now() + pause, until);
    co_await time_.sleep_until(again);
    pause = std::min(pause * 2, longest_pause);
  }
  co_return missing;
}

} // namespace rolecall::apply
