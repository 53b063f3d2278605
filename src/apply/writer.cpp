#include "apply/writer.hpp"

#include "apply/indexed_list.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <utility>

namespace rolecall::apply {
namespace {

using boost::asio::awaitable;
using plan::outcome;

/// How long what was just made may be unknown to a server.
constexpr http::duration propagation = std::chrono::seconds(10);

/// Pauses that grow, until the time given is over, or that of the run.
class patience {
public:
  patience(const api::client& api, http::clock& time, http::duration limit)
      : time_(time), until_(std::min(time.now() + limit, api.deadline().value_or(http::time_point::max()))) {}

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

/// Sent again another day it would be refused again. A conflict passes, and so does a limit.
bool is_refused_for_good(const api::error& why) {
  constexpr int too_many_requests = 429;
  const bool said_no = why.kind == api::error_kind::rejected || why.kind == api::error_kind::forbidden ||
                       why.kind == api::error_kind::unauthorized;
  return said_no && why.status != too_many_requests && !api::says_already(why);
}

written refused(api::error why) {
  std::string request = std::exchange(why.request_id, {}); // reports show it on a line of its own
  written out = ended(outcome::failed, api::to_string(why));
  out.now.is_final = is_refused_for_good(why);
  out.now.request_id = std::move(request);
  return out;
}

/// Somebody else has removed what the write is about.
written moved(const api::error& why) {
  written out = refused(why);
  out.now.reason = "moved: it, or what it needs, is not there any more: " + out.now.reason;
  out.refused_as = why.kind;
  return out;
}

/// The server understood and said no; only what is live can make a success of it. That something is gone is
/// no final answer to its removal: the lists may only be late to show it.
bool is_final(const api::error& why, plan::verb what) {
  const bool gone = why.kind == api::error_kind::not_found && what == plan::verb::remove;
  return !why.maybe_done && why.kind != api::error_kind::conflict && !gone;
}

/// Sent again, it might be there twice for good: projects are never deleted, and an invitation is mail.
bool is_for_good(const plan::action& what) {
  return std::holds_alternative<plan::create_project>(what) ||
         std::holds_alternative<plan::invite_user>(what);
}

/// The address of another grant to the same principal at the same place.
model::address beside(const model::address& grant, const std::string& role) {
  model::address out;
  for (const model::address_part& part : grant.parts()) {
    model::address_part next = part;
    if (&part == &grant.parts().back()) next.thing = {role, {}};
    out = out / std::move(next);
  }
  return out;
}

/// Nothing was written, or only what `why` tells of, and why.
written not_written(const api::error& why) {
  const bool begun = why.kind != api::error_kind::stopped || why.maybe_done;
  written out = begun ? refused(why) : ended(outcome::not_begun, why.message);
  out.hopeless = api::is_hopeless(why);
  return out;
}

bool is_inherited(const wire::assigned_role& held) { return held.source == model::grant_source::inherited; }

bool is_empty(const api::list_answer& list) {
  return std::visit([](const auto& items) { return items.empty(); }, list.items);
}

/// What a list of what is inside of a thing shows.
std::string insiders(model::list_kind list) {
  switch (list) {
  case model::list_kind::group_roles: return "roles that this run did not give";
  case model::list_kind::project_groups: return "groups that this run did not add";
  case model::list_kind::project_users: return "users that this run did not add";
  default: return "members that this run did not add";
  }
}

/// Whether the server has done what it was asked for, or may have. Of a conflict reading tells.
bool may_have_done(const http::result<http::response>& outcome) {
  if (!outcome) return outcome.error().maybe_sent;
  if (outcome->status >= 200 && outcome->status < 300) return true;
  const api::error why = api::from_response(*outcome);
  return why.maybe_done && why.kind != api::error_kind::conflict;
}

template <class Made>
awaitable<api::result<std::string>> id_of(awaitable<api::result<Made>> request) {
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

/// An invitation that ran out goes first. That it is gone already is as good; whether it is, the new one
/// shows.
awaitable<api::result<std::string>> invite(api::client& api, plan::invite_user what) {
  if (!what.expired_id.empty()) {
    auto gone = co_await api.delete_invite(what.expired_id);
    const bool open = !gone && !gone.error().maybe_done && gone.error().kind != api::error_kind::not_found;
    if (open) co_return gone.error();
  }
  auto sent = co_await api.create_invite(what.email);
  if (sent) co_return sent->id;
  api::error why = sent.error();
  if (!what.expired_id.empty() && why.kind == api::error_kind::stopped) {
    why.maybe_done = true;
    why.message = "the invitation that ran out is gone, and no new one was sent: " + why.message;
  }
  co_return why;
}

awaitable<api::result<bool>> leave(api::client& api, plan::leave_project what) {
  if (what.kind == model::principal_kind::user)
    return api.remove_project_user(what.project_id, what.principal_id);
  return api.remove_project_group(what.project_id, what.principal_id);
}

/// The request that carries an operation out, for the plain cases.
struct request_finder {
  api::client& api;
  ids known;

  using send = std::function<awaitable<api::result<std::string>>()>;

  send operator()(const plan::create_project& what) const {
    return [&api = api, what] { return id_of(api.create_project(what.name)); };
  }
  send operator()(const plan::invite_user& what) const {
    return [&api = api, what] { return invite(api, what); };
  }
  send operator()(const plan::create_role& what) const {
    return [&api = api, project = known.project, what] {
      return id_of(api.create_role(project, what.name, what.after.description, what.after.permissions));
    };
  }
  send operator()(const plan::update_role& what) const {
    api::role_changes changes;
    if (what.name.from != what.name.to) changes.name = what.name.to;
    changes.description = what.after.description;
    if (what.after.permissions != what.before.permissions) changes.permissions = what.after.permissions;
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
  send operator()(const plan::rename_group& what) const {
    return [&api = api, what] { return id_of(api.rename_group(what.group_id, what.name.to)); };
  }
  send operator()(const plan::delete_group& what) const {
    return [&api = api, what] { return id_of(api.delete_group(what.group_id)); };
  }
  send operator()(const plan::add_member& what) const {
    return [&api = api, group = known.principal, what] { return id_of(api.add_member(group, what.user_id)); };
  }
  send operator()(const plan::remove_member& what) const {
    return [&api = api, what] { return id_of(api.remove_member(what.group_id, what.user_id)); };
  }
  send operator()(const plan::assign_role& what) const {
    return [&api = api, where = api::grant_place{known.project, what.kind, known.principal},
            role = known.role] { return id_of(api.assign_role(where, role)); };
  }
  send operator()(const plan::unassign_role& what) const {
    return [&api = api, where = api::grant_place{what.project_id, what.kind, what.principal_id},
            role = what.role_id] { return id_of(api.unassign_role(where, role)); };
  }
  send operator()(const plan::leave_project& what) const {
    return [&api = api, what] { return id_of(leave(api, what)); };
  }
};

/// Whether something that an operation needs was made in this run, and may not be known everywhere yet.
struct is_fresh {
  bool operator()(const plan::create_role& what) const { return what.project.made_by.has_value(); }
  bool operator()(const plan::add_member& what) const { return what.group.made_by.has_value(); }
  bool operator()(const plan::assign_role& what) const {
    return what.project.made_by || what.principal.made_by || what.role.made_by;
  }
  bool operator()(const auto&) const { return false; }
};

} // namespace

writer::writer(const api::client& api, http::clock& time, http::duration settle, ledger* book,
               std::size_t index)
    : api_(api.watched(watch_)), time_(time), settle_(settle), book_(book), index_(index) {
  watch_.before = [this](const http::request& what) { return intend(what); };
  watch_.after = [this](const http::result<http::response>& outcome) { heard(outcome); };
}

awaitable<std::optional<std::string>> writer::intend(const http::request& what) {
  std::optional<std::string> objection;
  grew_old_ = fresh_until_ && time_.now() > *fresh_until_;
  if (grew_old_) objection = "what it changes was looked at too long ago";
  if (grew_old_ || !book_) co_return objection;
  auto written_down = co_await book_->intend(index_, sending_at_, sending_, what);
  if (auto* why = std::get_if<std::string>(&written_down))
    objection = std::move(*why);
  else
    number_ = std::get<std::size_t>(written_down);
  co_return objection;
}

void writer::heard(const http::result<http::response>& outcome) {
  was_sent_ = was_sent_ || outcome || outcome.error().maybe_sent;
  wrote_ = wrote_ || may_have_done(outcome);
  if (book_) book_->heard(number_, outcome);
}

void writer::look_again_from(http::time_point when, http::duration fresh_for,
                             std::vector<const plan::precondition*> with) {
  fresh_until_ = when;
  fresh_for_ = fresh_for;
  goes_with_ = std::move(with);
}

writer::send writer::request_for(const plan::operation& op, const ids& known) {
  return std::visit(request_finder{api_, known}, op.what);
}

awaitable<written> writer::write(const plan::operation& op, ids known) {
  written out = co_await carry_out(op, std::move(known));
  if (out.now.is == outcome::not_begun && was_sent_) {
    out.now.is = outcome::failed;
    out.now.reason = "begun, and not carried on: " + out.now.reason;
  }
  out.now.in_part = out.now.is == outcome::failed && wrote_;
  co_return out;
}

awaitable<written> writer::carry_out(const plan::operation& op, ids known) {
  if (std::holds_alternative<plan::assign_role>(op.what)) return assign(op, std::move(known));
  if (std::holds_alternative<plan::leave_project>(op.what)) return leave(op, std::move(known));
  if (std::holds_alternative<plan::unassign_role>(op.what)) return unassign(op, std::move(known));
  return settle(op, known, patient(op, request_for(op, known)));
}

writer::send writer::patient(const plan::operation& op, send request) {
  if (!std::visit(is_fresh{}, op.what)) return request;
  return [this, request = std::move(request)] { return insist(request); };
}

awaitable<api::result<judgement>> writer::look(const plan::operation& op, ids known) {
  const model::list_ref list = list_of(op, known);
  auto seen = co_await api_.read(list);
  if (!seen) co_return seen.error();
  judgement out = judge(op, known, *seen);
  if (out.is == verdict::reached && !proves(op, known, *seen)) out.is = verdict::not_yet;
  if (!given_before_.empty() && !shows_role(*seen, given_before_)) out.is = verdict::not_yet;
  if (fresh_until_) fresh_until_ = time_.now() + fresh_for_;
  co_return out;
}

awaitable<written> writer::settle(const plan::operation& op, ids known, send request, already word) {
  api::error last;
  bool in_doubt = false; // once an answer was lost, no later refusal tells what became of that try
  for (int attempt = 0; attempt < 2; ++attempt) {
    sending_at_ = op.at;
    sending_ = with_ids(op.what, known);
    auto answered = co_await request();
    bool differs = false;
    while (!answered && !differs && std::exchange(grew_old_, false)) {
      std::optional<written> otherwise = co_await look_before(op, known);
      if (otherwise && !in_doubt) co_return *std::move(otherwise);
      differs = otherwise.has_value();
      if (!differs) answered = co_await request();
    }
    if (answered) co_return ended(outcome::done, {}, *std::move(answered));
    if (differs) break; // and what became of an earlier try is not known
    last = answered.error();
    if (api::is_pointless(last)) break;
    const bool late = word == already::shows && api::says_already(last);
    const bool final = is_final(last, plan::verb_of(op.what)) && !late;
    const http::duration limit = final && !in_doubt ? http::duration::zero() : settle_;
    const bool lost = last.maybe_done && last.kind != api::error_kind::conflict;
    looked seen = co_await watch(op, known, limit);
    if (seen.settled) {
      const bool doubtful = in_doubt || lost; // then who did what is shown cannot be told
      if (doubtful && seen.settled->now.is == outcome::failed) seen.settled->now.is = outcome::unknown;
      written found = co_await take(op, *std::move(seen.settled), doubtful);
      found.by_others = !doubtful;
      co_return found;
    }
    if (seen.gone && last.kind == api::error_kind::not_found) co_return moved(last);
    in_doubt = in_doubt || lost || (!final && !seen.absent);
    if (!in_doubt || !seen.absent || is_for_good(op.what))
      break; // refused; or nobody can say, and nothing is sent again
  }
  if (!in_doubt) {
    written refusal = not_written(last);
    refusal.refused_as = api::says_already(last) ? api::error_kind::conflict : last.kind;
    if (last.kind == api::error_kind::not_found && !std::visit(is_fresh{}, op.what)) co_return moved(last);
    co_return refusal;
  }
  written out = ended(outcome::unknown, api::to_string(last) + "; it could not be seen whether it was done");
  out.hopeless = api::is_hopeless(last);
  co_return out;
}

/// What a creation has found by the name, as long as nobody is in it: what is done to it next would be done
/// for those, too.
awaitable<written> writer::take(const plan::operation& op, written found, bool in_doubt) {
  if (!plan::succeeded(found.now.is)) co_return found;
  const std::vector<model::list_ref> inside = lists_inside(op.what, found.id);
  for (const model::list_ref& list : inside) {
    patience wait(api_, time_, propagation);
    auto seen = co_await api_.read(list);
    while (!seen && seen.error().kind == api::error_kind::not_found && !wait.is_over()) {
      co_await wait.pause();
      seen = co_await api_.read(list);
    }
    if (!seen) {
      const std::string why = "whether it is this run that made what bears the name cannot be told: ";
      const outcome is = in_doubt ? outcome::unknown : outcome::failed;
      written open = ended(is, why + api::to_string(seen.error()));
      open.hopeless = api::is_hopeless(seen.error());
      co_return open;
    }
    if (!is_empty(*seen))
      co_return ended(outcome::failed, "moved: there is now one of this name with " + insiders(list.kind));
  }
  co_return found;
}

awaitable<std::optional<written>> writer::look_before(const plan::operation& op, ids known) {
  auto seen = co_await look(op, known);
  std::optional<written> out;
  if (!seen)
    out = not_written(seen.error());
  else if (seen->is == verdict::reached)
    out = ended(outcome::already, {}, seen->id);
  else if (seen->is == verdict::differs)
    out = ended(outcome::failed, "moved: " + seen->detail);
  for (std::size_t i = 0; i < goes_with_.size() && !out; ++i) {
    const model::list_ref list = goes_with_[i]->list;
    auto now = co_await api_.read(list);
    if (!now && now.error().kind != api::error_kind::not_found) out = not_written(now.error());
    if (!now) continue;
    if (const auto who = newcomer(*goes_with_[i], *now))
      out = ended(outcome::failed,
                  "moved: there is now " + base::printable(*who) + " in " + model::to_string(list));
  }
  co_return out;
}

awaitable<writer::looked> writer::watch(const plan::operation& op, ids known, http::duration limit) {
  patience wait(api_, time_, limit);
  looked out;
  for (;;) {
    auto seen = co_await look(op, known);
    if (seen && seen->is == verdict::reached) out.settled = ended(outcome::already, {}, seen->id);
    if (seen && seen->is == verdict::differs) out.settled = ended(outcome::failed, "moved: " + seen->detail);
    out.absent = seen.has_value();
    out.gone = !seen && seen.error().kind == api::error_kind::not_found;
    if (out.settled || wait.is_over() || (!seen && api::is_pointless(seen.error()))) co_return out;
    co_await wait.pause();
  }
}

/// For what a thing made in this run takes part in: a 404 says that nothing was done, so it is sent again.
awaitable<writer::sent> writer::insist(send request) {
  patience wait(api_, time_, propagation);
  for (;;) {
    auto answered = co_await request();
    const bool missing = !answered && answered.error().kind == api::error_kind::not_found;
    if (!missing || wait.is_over()) co_return answered;
    co_await wait.pause();
  }
}

awaitable<written> writer::assign(const plan::operation& op, ids known) {
  const auto& what = std::get<plan::assign_role>(op.what);
  send assign_request = patient(op, request_for(op, known));
  const bool joins = what.enters == plan::entry::joins;
  send first = joins ? patient(op, request_to_enter(what, known)) : assign_request;
  const already word = joins || what.behind_group ? already::is_about_something_else : already::shows;
  written out = co_await settle(op, known, std::move(first), word);
  const bool refused = out.now.is == outcome::failed && !out.hopeless && !known.project.empty();
  if (joins && refused) // "already exists in project": then the role is all that lacks
    out = co_await settle(op, known, std::move(assign_request));
  if (what.behind_group && out.refused_as == api::error_kind::conflict) {
    const bool shown = co_await is_shown(op, known);
    if (shown) co_return ended(outcome::already); // he has it beside the group
  }
  if (!joins && refused) out = co_await come_in(op, std::move(known), std::move(out));
  co_return out;
}

/// Perhaps it never was in the project, or dropped out of it with its last role.
awaitable<written> writer::come_in(const plan::operation& op, ids known, written refusal) {
  const auto& what = std::get<plan::assign_role>(op.what);
  const bool outside = co_await is_outside(what.kind, known);
  if (outside && what.kind == model::principal_kind::user && what.joins_as.empty()) {
    refusal = co_await pass_as_member(op, std::move(known));
    co_return refusal;
  }
  if (outside) {
    send enter_request = patient(op, request_to_enter(what, known));
    refusal = co_await settle(op, known, std::move(enter_request), already::is_about_something_else);
  }
  // Another role of this run may have brought it in meanwhile: then this one is all that lacks.
  const auto if_inside = outside ? api::error_kind::conflict : api::error_kind::rejected;
  const bool failed = refusal.now.is == outcome::failed && !refusal.hopeless;
  if (!failed || refusal.refused_as != if_inside) co_return refusal;
  const already word = what.behind_group ? already::is_about_something_else : already::shows;
  send again = patient(op, request_for(op, known));
  written out = co_await settle(op, known, std::move(again), word);
  co_return out;
}

/// Whether its list shows the role as what may be his own.
awaitable<bool> writer::is_shown(const plan::operation& op, ids known) {
  const model::list_ref list = list_of(op, known);
  auto seen = co_await api_.read(list);
  co_return seen&& judge(op, known, *seen).is == verdict::reached;
}

writer::send writer::request_to_enter(const plan::assign_role& what, const ids& known) {
  if (what.kind == model::principal_kind::user) {
    return [this, known, as = what.joins_as] {
      return id_of(api_.add_project_user(known.project, known.principal, as));
    };
  }
  return [this, known] { return id_of(api_.add_project_group(known.project, known.principal, known.role)); };
}

/// Whether a complete list shows that the principal is not in the project.
awaitable<bool> writer::is_outside(model::principal_kind kind, ids known) {
  const bool group = kind == model::principal_kind::group;
  const model::list_ref list{
      group ? model::list_kind::project_groups : model::list_kind::project_users, known.project, {}};
  auto listed = co_await api_.read(list);
  if (!listed) co_return false;
  if (group)
    co_return std::ranges::count(std::get<std::vector<std::string>>(listed->items), known.principal) == 0;
  co_return std::ranges::count(std::get<std::vector<model::live_user>>(listed->items), known.principal,
                               &model::live_user::id) == 0;
}

/// A server that gives project roles to members only: he becomes one, gets the role, and is `member` no more.
awaitable<written> writer::pass_as_member(const plan::operation& op, ids known) {
  const model::list_ref list{model::list_kind::project_roles, known.project, {}};
  auto roles = co_await api_.read(list);
  if (!roles) co_return not_written(roles.error());
  ids as_member = known;
  as_member.role.clear();
  for (const model::live_role& role : std::get<std::vector<model::live_role>>(roles->items)) {
    if (role.predefined && plain_name(role) == "member") as_member.role = role.id;
  }
  if (as_member.role.empty())
    co_return ended(outcome::failed,
                    "only members of the project may have roles, and it has no role `member`");
  plan::assign_role join;
  join.project.id = known.project;
  join.kind = model::principal_kind::user;
  join.joins_as = "member";
  plan::unassign_role part;
  part.project_id = known.project;
  part.kind = model::principal_kind::user;
  part.principal_id = known.principal;
  part.role_id = as_member.role;
  plan::operation parting;
  parting.at = beside(op.at, "member");
  parting.what = part;
  plan::operation joining;
  joining.at = parting.at;
  joining.what = join;
  std::size_t debt = 0; // whoever finds this run dead takes it back
  if (book_) debt = book_->owe(parting.at, part);
  send request = request_to_enter(join, as_member);
  written out = co_await settle(joining, as_member, std::move(request));
  if (!plan::succeeded(out.now.is)) {
    if (book_ && out.now.is != outcome::unknown) book_->pay(debt, "it was not given");
    co_return out;
  }
  const bool was_one = out.by_others;
  if (book_ && was_one) book_->pay(debt, "others had given it");
  request = request_for(op, known);
  out = co_await settle(op, known, std::move(request));
  if (was_one) co_return out;
  if (out.now.is != outcome::failed) given_before_ = known.role;
  request = request_for(parting, as_member);
  const written parted = co_await settle(parting, as_member, std::move(request));
  if (book_ && plan::succeeded(parted.now.is)) book_->pay(debt, "it was taken back");
  if (!plan::succeeded(parted.now.is) && plan::succeeded(out.now.is))
    out = ended(outcome::failed,
                "the role is given, but the user could not be made `member` no more: " + parted.now.reason);
  co_return out;
}

/// An owner of the organization whose role cannot be taken away is made a reader instead.
awaitable<written> writer::unassign(const plan::operation& op, ids known) {
  const auto& what = std::get<plan::unassign_role>(op.what);
  send request = request_for(op, known);
  written out = co_await settle(op, known, std::move(request));
  if (what.behind_group && out.refused_as == api::error_kind::not_found)
    co_return ended(outcome::already, "he holds it through a group only, the server says");
  if (out.now.is != outcome::failed || out.hopeless || !what.demotes) co_return out;
  request = [this, user = what.principal_id] { return id_of(api_.set_organization_role(user, "reader")); };
  written demoted = co_await settle(op, known, std::move(request));
  if (plan::succeeded(demoted.now.is) || demoted.now.is == outcome::unknown) co_return demoted;
  out.hopeless = demoted.hopeless;
  co_return out;
}

awaitable<written> writer::leave(const plan::operation& op, ids known) {
  const auto& what = std::get<plan::leave_project>(op.what);
  auto seen = co_await look(op, known);
  if (!seen) co_return not_written(seen.error());
  if (seen->is == verdict::reached) co_return ended(outcome::already, "it was no longer listed");
  // A membership carries every role in the project with it: it goes only when none is left.
  patience wait(api_, time_, settle_);
  const model::list_ref held = model::grants_of(what.project_id, what.kind, what.principal_id);
  for (;;) {
    auto answered = co_await api_.read(held);
    if (!answered) co_return not_written(answered.error());
    const auto& roles = std::get<std::vector<wire::assigned_role>>(answered->items);
    if (roles.empty()) break;
    if (std::ranges::all_of(roles, is_inherited))
      co_return ended(outcome::already, "it stays, with a role that it has through others");
    if (wait.is_over()) co_return ended(outcome::failed, "it still holds a role in this project");
    co_await wait.pause();
  }
  send request = request_for(op, known);
  written out = co_await settle(op, known, std::move(request));
  co_return out;
}

awaitable<std::vector<unseen>> writer::wait_until_seen(model::list_ref list, std::vector<check> checks) {
  patience wait(api_, time_, settle_);
  std::vector<unseen> missing;
  for (;;) {
    missing.clear();
    auto seen = co_await api_.read(list);
    std::optional<indexed_list> shown;
    if (seen) shown.emplace(*seen);
    for (const check& c : checks) {
      if (!seen) {
        missing.push_back({c.index, "done, but reading it again failed: " + api::to_string(seen.error())});
        continue;
      }
      const std::string key = key_in_list(c.op->what);
      const judgement j = judge(*c.op, c.known, shown->about(key, key));
      if (j.is != verdict::reached)
        missing.push_back({c.index, "done, but not seen yet" + (j.detail.empty() ? "" : ": " + j.detail)});
    }
    if (missing.empty() || wait.is_over() || (!seen && api::is_pointless(seen.error()))) break;
    co_await wait.pause();
  }
  co_return missing;
}

} // namespace rolecall::apply
