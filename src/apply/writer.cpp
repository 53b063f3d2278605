#include "apply/writer.hpp"

#include <algorithm>
#include <utility>

namespace rolecall::apply {
namespace {

using boost::asio::awaitable;
using plan::outcome;

/// How long what was just made may be unknown to a server.
constexpr http::duration propagation = std::chrono::seconds(10);

/// Pauses that grow, until the time given is over.
class patience {
public:
  patience(http::clock& time, http::duration limit) : time_(time), until_(time.now() + limit) {}

  [[nodiscard]] bool is_over() const { return time_.now() >= until_; }
  awaitable<void> pause() {
    const http::time_point again = std::min(time_.now() + pause_, until_);
    pause_ = std::min<http::duration>(pause_ * 2, std::chrono::seconds(8));
    co_await time_.sleep_until(again);
  }

private:
  http::clock& time_;
  http::time_point until_;
  http::duration pause_ = std::chrono::seconds(1);
};

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

/// The server understood and said no; only what is live can make a success of it. That something is gone is
/// no final answer to its removal: the lists may only be late to show it.
bool is_final(const api::error& why, plan::verb what) {
  const bool gone = why.kind == api::error_kind::not_found && what == plan::verb::remove;
  return !why.maybe_done && why.kind != api::error_kind::conflict && !gone;
}

/// Asking again within a run's patience would bring the same.
bool is_pointless(const api::error& why) {
  return why.kind == api::error_kind::stopped || api::is_hopeless(why);
}

/// Nothing was written, and why.
written not_written(const api::error& why) {
  written out = why.kind == api::error_kind::stopped ? ended(outcome::not_begun, why.message) : refused(why);
  out.hopeless = api::is_hopeless(why);
  return out;
}

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
      return id_of(
          api.create_role(what.project_id, what.name, what.after.description, what.after.permissions));
    };
  }
  send operator()(const plan::update_role& what) const {
    std::optional<std::vector<std::string>> permissions;
    if (what.after.permissions != what.before.permissions) permissions = what.after.permissions;
    api::role_changes changes;
    changes.description = what.after.description;
    changes.permissions = permissions;
    return [&api = api, what, changes] {
      return id_of(api.update_role(what.project_id, what.role_id, changes));
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
    return [&api = api, where = api::grant_place{what.project_id, what.kind, known.principal},
            role = known.role] { return id_of(api.assign_role(where, role)); };
  }
  send operator()(const plan::unassign_role& what) const {
    return [&api = api, where = api::grant_place{what.project_id, what.kind, what.principal_id},
            role = what.role_id] { return id_of(api.unassign_role(where, role)); };
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
  bool in_doubt = false; // once an answer was lost, no later refusal tells what became of that try
  for (int attempt = 0; attempt < 2; ++attempt) {
    auto answered = co_await request();
    if (answered) co_return ended(outcome::done, {}, *std::move(answered));
    last = answered.error();
    if (is_pointless(last)) break;
    const bool final = is_final(last, plan::verb_of(op.what));
    const http::duration limit = final && !in_doubt ? http::duration::zero() : settle_;
    looked seen = co_await watch(op, known, limit);
    if (seen.settled) co_return *std::move(seen.settled);
    const bool lost = last.maybe_done && last.kind != api::error_kind::conflict;
    in_doubt = in_doubt || lost || (!final && !seen.absent);
    if (!in_doubt || !seen.absent) break; // refused; or nobody can say, and nothing is sent again
  }
  if (!in_doubt) co_return not_written(last);
  written out = ended(outcome::unknown, api::to_string(last) + "; it could not be seen whether it was done");
  out.hopeless = api::is_hopeless(last);
  co_return out;
}

awaitable<writer::looked> writer::watch(const plan::operation& op, ids known, http::duration limit) {
  patience wait(time_, limit);
  looked out;
  for (;;) {
    auto seen = co_await look(op, known);
    if (seen && seen->is == verdict::reached) out.settled = ended(outcome::already, {}, seen->id);
    if (seen && seen->is == verdict::differs) out.settled = ended(outcome::failed, seen->detail);
    out.absent = seen.has_value();
    if (out.settled || wait.is_over() || (!seen && is_pointless(seen.error()))) co_return out;
    co_await wait.pause();
  }
}

/// For what a thing made in this run takes part in: a 404 says that nothing was done, so it is sent again.
awaitable<writer::sent> writer::insist(send request) {
  patience wait(time_, propagation);
  for (;;) {
    auto answered = co_await request();
    const bool missing = !answered && answered.error().kind == api::error_kind::not_found;
    if (!missing || wait.is_over()) co_return answered;
    co_await wait.pause();
  }
}

awaitable<written> writer::assign(const plan::operation& op, ids known) {
  const auto& what = std::get<plan::assign_role>(op.what);
  const bool fresh = what.principal.made_by || what.role.made_by;
  const auto patient = [this, fresh](send request) -> send {
    if (!fresh) return request;
    return [this, request = std::move(request)] { return insist(request); };
  };
  send assign_request = patient(request_for(op, known));
  const bool in_project = !what.project_id.empty() && what.kind == model::principal_kind::group;
  send enter_request = patient([this, project = what.project_id, known] {
    return id_of(api_.add_project_group(project, known.principal, known.role));
  });
  const bool enters = in_project && what.enters_project;
  send first = enters ? enter_request : assign_request;
  written out = co_await settle(op, known, std::move(first));
  if (out.now.is != outcome::failed || out.hopeless || !in_project) co_return out;
  if (enters) { // "already exists in project": then the role is all that lacks
    out = co_await settle(op, known, std::move(assign_request));
    co_return out;
  }
  // Refused: perhaps the group dropped out of the project with its last role.
  const model::list_ref list{model::list_kind::project_groups, what.project_id, {}};
  auto listed = co_await api_.read(list);
  if (!listed) co_return out;
  if (std::ranges::count(std::get<std::vector<std::string>>(listed->items), known.principal) > 0)
    co_return out;
  out = co_await settle(op, known, std::move(enter_request));
  co_return out;
}

awaitable<written> writer::leave(const plan::operation& op, ids known) {
  const auto& what = std::get<plan::leave_project>(op.what);
  auto seen = co_await look(op, known);
  if (!seen) co_return not_written(seen.error());
  if (seen->is == verdict::reached) co_return ended(outcome::already, "it was no longer listed");
  // A membership carries every role in the project with it: it goes only when none is left.
  patience wait(time_, settle_);
  const model::list_ref held{model::list_kind::project_group_roles, what.project_id, what.group_id};
  for (;;) {
    auto roles = co_await api_.read(held);
    if (!roles) co_return not_written(roles.error());
    if (std::get<std::vector<wire::assigned_role>>(roles->items).empty()) break;
    if (wait.is_over()) co_return ended(outcome::failed, "the group still holds a role in this project");
    co_await wait.pause();
  }
  send request = request_for(op, known);
  written out = co_await settle(op, known, std::move(request));
  co_return out;
}

awaitable<std::vector<unseen>> writer::wait_until_seen(model::list_ref list, std::vector<check> checks) {
  patience wait(time_, settle_);
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
      if (j.is != verdict::reached)
        missing.push_back({c.index, "done, but not seen yet" + (j.detail.empty() ? "" : ": " + j.detail)});
    }
    if (missing.empty() || wait.is_over() || (!seen && is_pointless(seen.error()))) break;
    co_await wait.pause();
  }
  co_return missing;
}

} // namespace rolecall::apply
