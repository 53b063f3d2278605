#include "apply/settling.hpp"

#include "apply/judge.hpp"

#include <algorithm>
#include <map>

namespace rolecall::apply {
namespace {

using boost::asio::awaitable;

/// What was sent longer ago, and no list shows, comes no more.
constexpr auto latest_arrival = std::chrono::minutes(10);

/// A doubt while it is looked into.
struct question {
  journal::doubt what;
  plan::operation op;
  ids known;
  http::time_point until;  ///< it is looked for so long
  http::time_point proven; ///< from then on absence is a proof
  bool old = false;        ///< by the calendar: it was sent longer ago than it is looked for
  std::string was;         ///< empty: not known yet
  std::string detail;
  std::string unread; ///< why the list could not be read, the last time
  bool given_up = false;

  [[nodiscard]] bool is_open() const { return was.empty() && !given_up; }
};

question ask(journal::doubt what, http::time_point until, http::time_point proven, bool old) {
  question out;
  out.op.at = what.at;
  out.op.what = what.what;
  out.known = ids_in(what.what);
  out.until = until;
  out.proven = proven;
  out.old = old;
  out.what = std::move(what);
  return out;
}

/// What a list that was asked for at `start`, or that it cannot be read, says about a question; `gone`: what
/// the list is of is there no more.
void answer(question& q, const api::result<api::list_answer>& seen, bool gone, http::time_point start) {
  const bool over = start >= q.until;
  q.unread.clear();
  if (!seen) {
    if (gone && over) q.was = "gone";
    if (!gone) q.unread = api::to_string(seen.error());
    q.given_up = !gone && (over || q.old || api::is_pointless(seen.error())); // it stays in doubt
    return;
  }
  const judgement j = judge(q.op, q.known, *seen);
  if (j.is == verdict::differs) {
    q.was = "changed by others";
    q.detail = j.detail;
  } else if (j.is == verdict::reached && proves(q.op, q.known, *seen)) {
    q.was = "done";
  } else if (over) {
    q.was = q.what.heard || start < q.proven ? "not seen" : "not done";
  }
}

/// Those without an answer that may still get one, by the list that has it.
std::map<model::list_ref, std::vector<question*>> open_ones(std::vector<question>& all) {
  std::map<model::list_ref, std::vector<question*>> out;
  for (question& q : all) {
    if (q.is_open()) out[list_of(q.op, q.known)].push_back(&q);
  }
  return out;
}

class settling {
public:
  settling(const api::client& api, http::clock& time) : api_(api), time_(time) {}

  awaitable<void> find_out(std::vector<question>& all) {
    http::duration pause = std::chrono::seconds(1);
    for (;;) {
      const auto open = open_ones(all);
      if (open.empty()) co_return;
      co_await read_once(open);
      std::optional<http::time_point> last;
      for (const question& q : all) {
        if (q.is_open()) last = std::max(last.value_or(q.until), q.until);
      }
      const http::time_point end = api_.deadline().value_or(http::time_point::max());
      if (!last || time_.now() >= end) co_return;
      const http::time_point again = std::min({time_.now() + pause, *last, end});
      pause = std::min<http::duration>(pause * 2, std::chrono::seconds(8));
      co_await time_.sleep_until(again);
    }
  }

  /// Whether what is owed is still held; nothing if it cannot be told. Until `shown` a list may not have it
  /// yet, so that only what it shows counts.
  awaitable<std::optional<bool>> is_held(plan::unassign_role what, http::time_point shown) {
    const std::optional<bool> now = co_await is_held_now(what);
    if (now != false || time_.now() >= shown) co_return now;
    co_await time_.sleep_until(shown);
    const std::optional<bool> later = co_await is_held_now(what);
    co_return later;
  }

private:
  awaitable<std::optional<bool>> is_held_now(plan::unassign_role what) {
    question q;
    q.op.what = what;
    const model::list_ref list = list_of(q.op, q.known);
    const auto seen = co_await api_.read(list);
    if (!seen) {
      const bool gone = co_await is_gone(list, seen.error());
      if (gone) co_return false;
      co_return std::nullopt;
    }
    co_return judge(q.op, q.known, *seen).is != verdict::reached;
  }

  awaitable<void> read_once(const std::map<model::list_ref, std::vector<question*>>& open) {
    for (const auto& [list, questions] : open) {
      const http::time_point start = time_.now(); // what is there by now is seen
      const auto seen = co_await api_.read(list);
      bool gone = false;
      if (!seen) gone = co_await is_gone(list, seen.error());
      for (question* q : questions) answer(*q, seen, gone, start);
    }
  }

  /// Why a list cannot be read: what it is of was deleted, or is in a project that is archived, which cannot
  /// be undone and is refused with 400.
  awaitable<bool> is_gone(model::list_ref list, api::error why) {
    if (why.kind == api::error_kind::not_found) co_return true;
    if (why.kind != api::error_kind::rejected || list.project_id.empty()) co_return false;
    model::list_ref projects;
    projects.kind = model::list_kind::projects;
    const auto seen = co_await api_.read(projects);
    if (!seen) co_return false;
    const auto& all = std::get<std::vector<model::live_project>>(seen->items);
    co_return std::ranges::none_of(
        all, [&](const model::live_project& p) { return p.id == list.project_id && !p.archived; });
  }

  api::client api_;
  http::clock& time_;
};

} // namespace

awaitable<settlement> settle(const api::client& api, http::clock& time, const journal::run& of,
                             http::duration patience, http::time_point over, journal::instant now) {
  const http::time_point until = over + patience;
  std::vector<question> all;
  for (journal::doubt& d : journal::doubts(of)) {
    const auto age = std::chrono::duration_cast<http::duration>(now - d.sent);
    all.push_back(ask(std::move(d), until, time.now() + latest_arrival - age, age >= patience));
  }
  settling work(api, time);
  co_await work.find_out(all);
  settlement out;
  for (question& q : all) {
    journal::found is{q.what.operation, q.what.at, q.was, q.detail, now};
    if (q.what.heard && (q.was == "done" || q.old)) continue; // what was shown once may be gone again
    if (q.was.empty())
      out.unread.push_back({plan::verb_of(q.what.what), q.what.at,
                            q.unread.empty() ? "there was no more time" : std::move(q.unread)});
    else
      out.found.push_back({std::move(q.what), std::move(is)});
  }
  for (journal::debt& d : journal::unpaid(of)) {
    const auto held = co_await work.is_held(d.what, until);
    if (held && !*held)
      out.paid.push_back({d.number, "it was held no more"});
    else if (held)
      out.owed.push_back(std::move(d));
    else
      out.unread.push_back(
          {plan::verb::remove, d.at, "it was given in passing, and what is held there is not told"});
  }
  co_return out;
}

std::vector<journal::record> records_of(const settlement& all, std::string by, journal::instant now) {
  std::vector<journal::record> out;
  for (const settlement::outcome& one : all.found) out.emplace_back(one.is);
  for (const journal::paid& one : all.paid) out.emplace_back(one);
  journal::end last{now, std::move(by), "settled", !all.owed.empty() || !all.unread.empty()};
  out.emplace_back(std::move(last));
  return out;
}

std::size_t operation_for(const journal::debt& owed, plan::plan& p) {
  for (std::size_t i = 0; i < p.operations.size(); ++i) {
    const auto* there = std::get_if<plan::unassign_role>(&p.operations[i].what);
    if (there && there->project_id == owed.what.project_id && there->principal_id == owed.what.principal_id &&
        there->role_id == owed.what.role_id)
      return i;
  }
  plan::operation back;
  back.at = owed.at;
  plan::unassign_role what = owed.what;
  what.behind_group = true; // a list may show what only his group holds by now
  back.what = std::move(what);
  back.stage = plan::stage::removal;
  p.operations.push_back(std::move(back));
  return p.operations.size() - 1;
}

} // namespace rolecall::apply
