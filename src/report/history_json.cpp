#include "base/instant.hpp"
#include "base/json_text.hpp"
#include "plan/tally.hpp"
#include "plan/words.hpp"
#include "report/history_text.hpp"

#include <algorithm>

namespace rolecall::report {
namespace {

using base::json_text;

void put_or_null(json_text& out, std::string_view name, const std::string& value) {
  out.key(name);
  if (value.empty())
    out.null();
  else
    out.text(value);
}

void put_request(json_text& out, const journal::request& r) {
  out.open_object();
  out.key("time").text(base::rfc3339(r.sent.time));
  out.key("method").text(r.sent.method);
  out.key("path").text(r.sent.path);
  put_or_null(out, "body_hash", r.sent.body);
  put_or_null(out, "result", r.heard ? std::string(journal::word(r.heard->is)) : "");
  out.key("status");
  if (r.heard && r.heard->status != 0)
    out.number(static_cast<std::size_t>(r.heard->status));
  else
    out.null();
  put_or_null(out, "request_id", r.heard ? r.heard->request : "");
  put_or_null(out, "message", r.heard ? r.heard->message : "");
  out.close_object();
}

void put_operation(json_text& out, const journal::operation& op) {
  out.open_object();
  out.key("address").text(op.at.text());
  out.key("action").text(plan::word(op.verb));
  put_or_null(out, "outcome", op.came_to ? std::string(plan::word(op.came_to->now.is)) : "");
  put_or_null(out, "reason", op.came_to ? op.came_to->now.reason : "");
  put_or_null(out, "id", op.came_to ? op.came_to->id : "");
  out.key("requests").open_array();
  for (const journal::request& r : op.requests) put_request(out, r);
  out.close_array();
  out.key("found").open_array();
  for (const journal::found& f : op.later) {
    out.open_object();
    out.key("time").text(base::rfc3339(f.time));
    out.key("was").text(f.was);
    put_or_null(out, "detail", f.detail);
    out.close_object();
  }
  out.close_array();
  out.close_object();
}

void put_run(json_text& out, const past_run& one, bool operations) {
  const auto* of = std::get_if<journal::run>(&one.journal);
  const auto* why = std::get_if<journal::unfit>(&one.journal);
  const journal::begin none;
  const journal::begin& head = of ? of->head : why->head ? *why->head : none;
  const bool headed = of || why->head;
  out.open_object();
  out.key("id").text(one.id);
  out.key("file").text(one.path);
  out.key("state").text(state_of(one));
  put_or_null(out, "started", headed ? base::rfc3339(head.at) : "");
  put_or_null(out, "ended", of && of->ended() ? base::rfc3339(of->ends.front().at) : "");
  put_or_null(out, "who", head.who);
  put_or_null(out, "organization", head.organization);
  put_or_null(out, "api", head.api);
  put_or_null(out, "rolecall_version", head.version);
  out.key("plan").open_object();
  put_or_null(out, "hash", head.plan);
  out.key("add").number(head.counts.add);
  out.key("change").number(head.counts.change);
  out.key("remove").number(head.counts.remove);
  out.close_object();
  out.key("summary").open_object();
  for (const plan::outcome o : plan::all_outcomes) {
    std::size_t count = 0;
    if (of) {
      count = static_cast<std::size_t>(std::ranges::count_if(
          of->operations, [&](const auto& op) { return op.came_to && op.came_to->now.is == o; }));
    }
    out.key(plan::word(o)).number(count);
  }
  out.close_object();
  const bool open = of && !one.running && journal::is_open(*of);
  std::size_t in_doubt = 0;
  if (open) {
    const std::vector<journal::doubt> doubts = journal::doubts(*of);
    in_doubt = static_cast<std::size_t>(std::ranges::count(doubts, false, &journal::doubt::heard));
  }
  out.key("in_doubt").number(in_doubt);
  out.key("owed").number(open ? journal::unpaid(*of).size() : 0);
  if (operations) {
    out.key("operations").open_array();
    if (of) {
      for (const journal::operation& op : of->operations) put_operation(out, op);
    }
    out.close_array();
  }
  out.close_object();
}

} // namespace

std::string history_json(const std::vector<past_run>& runs, bool operations) {
  json_text out;
  out.open_object();
  out.key("format_version").text("1.0");
  out.key("runs").open_array();
  for (const past_run& one : runs) put_run(out, one, operations);
  out.close_array();
  out.close_object();
  return out.str();
}

} // namespace rolecall::report
