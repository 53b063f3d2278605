#include "plan/plan_json.hpp"

#include "base/json_text.hpp"
#include "plan/tally.hpp"
#include "plan/words.hpp"

#include <algorithm>

namespace rolecall::plan {
namespace {

using base::json_text;

void put_text_or_null(json_text& out, const std::optional<std::string>& value) {
  if (value)
    out.text(*value);
  else
    out.null();
}

/// Members of an object that is about the thing at `at`: nobody has to take an address apart.
void put_thing(json_text& out, const model::address& at) {
  out.key("address").text(at.text());
  out.key("type").text(at.type());
  out.key("name").text(at.parts().empty() ? std::string() : at.parts().back().thing.name);
  out.key("parts").open_object();
  for (const model::address_part& part : at.parts()) {
    out.key(part.kind).text(part.thing.name);
    if (!part.thing.id.empty()) out.key(part.kind + "_id").text(part.thing.id);
  }
  out.close_object();
}

void put_cause(json_text& out, const std::optional<base::source_range>& cause) {
  out.key("cause");
  if (!cause || cause->begin.file.empty()) return out.null();
  out.open_object();
  out.key("filename").text(cause->begin.file);
  out.key("start").open_object();
  out.key("line").number(static_cast<std::size_t>(std::max(1, cause->begin.line)));
  out.key("column").number(static_cast<std::size_t>(std::max(1, cause->begin.column)));
  out.close_object();
  out.close_object();
}

/// Writes `before` and `after` of an operation. A removal has no `after`, a creation no `before`.
class change_writer {
public:
  change_writer(json_text& out, const model::address& at) : out_(out), at_(at) {}

  void operator()(const create_role& what) {
    nothing("before");
    role("after", what.after, what.after.description);
  }
  void operator()(const update_role& what) {
    role("before", what.before, what.before.description);
    role("after", what.after, what.after.description ? what.after.description : what.before.description);
  }
  void operator()(const delete_role& what) {
    role("before", what.before, what.before.description);
    nothing("after");
  }
  void operator()(const create_group&) {
    nothing("before");
    group("after", nullptr);
  }
  void operator()(const delete_group& what) {
    group("before", &what.cascades);
    nothing("after");
  }
  void operator()(const assign_role& what) {
    nothing("before");
    grant("after", what.kind);
  }
  void operator()(const unassign_role& what) {
    grant("before", what.kind);
    nothing("after");
  }
  void operator()(const leave_project&) {
    group("before", nullptr);
    nothing("after");
  }

private:
  [[nodiscard]] const std::string& name_from_end(std::size_t back) const {
    static const std::string none;
    const auto& parts = at_.parts();
    return back < parts.size() ? parts[parts.size() - 1 - back].thing.name : none;
  }

  void nothing(std::string_view key) { out_.key(key).null(); }

  void role(std::string_view key, const role_body& body, const std::optional<std::string>& description) {
    out_.key(key).open_object();
    out_.key("name").text(name_from_end(0));
    out_.key("description");
    put_text_or_null(out_, description);
    out_.key("permissions").texts(body.permissions);
    out_.close_object();
  }

  void group(std::string_view key, const std::vector<model::address>* cascades) {
    out_.key(key).open_object();
    out_.key("name").text(name_from_end(0));
    if (cascades) {
      out_.key("cascades").open_array();
      for (const model::address& gone : *cascades) out_.text(gone.text());
      out_.close_array();
    }
    out_.close_object();
  }

  void grant(std::string_view key, model::principal_kind kind) {
    out_.key(key).open_object();
    out_.key("principal_kind").text(kind == model::principal_kind::group ? "group" : "user");
    out_.key("principal").text(name_from_end(1));
    out_.key("role").text(name_from_end(0));
    out_.close_object();
  }

  json_text& out_;
  const model::address& at_;
};

void put_operation(json_text& out, const plan& p, const operation& op) {
  out.open_object();
  put_thing(out, op.at);
  out.key("stage").text(word(op.stage));
  out.key("change").open_object();
  out.key("actions").texts({std::string(word(verb_of(op.what)))});
  std::visit(change_writer(out, op.at), op.what);
  out.close_object();
  out.key("after").open_array();
  for (const dependency& d : op.after) {
    out.open_object();
    out.key("address").text(p.operations.at(d.on).at.text());
    out.key("reason").text(word(d.why));
    out.close_object();
  }
  out.close_array();
  put_cause(out, op.cause);
  out.close_object();
}

void put_blocked(json_text& out, const model::blocked_line& line) {
  out.open_object();
  put_thing(out, line.at);
  out.key("reason").text(line.reason);
  put_cause(out, line.cause);
  out.close_object();
}

void put_kept(json_text& out, const kept_fact& kept) {
  out.open_object();
  put_thing(out, kept.at);
  out.key("reason").text(word(kept.why));
  out.close_object();
}

void put_gap(json_text& out, const plan& p, const access_gap& gap) {
  out.open_object();
  put_thing(out, gap.who);
  out.key("permission").text(gap.permission);
  out.key("lost_by").text(p.operations.at(gap.lost_by).at.text());
  out.key("back_by").text(p.operations.at(gap.back_by).at.text());
  out.close_object();
}

void put_guard(json_text& out, const guard_result& guard) {
  out.open_object();
  out.key("name").text(guard.name);
  out.key("refused").boolean(guard.refused);
  out.key("message").text(guard.message);
  out.key("flag").text(guard.flag);
  out.close_object();
}

void put_unreadable(json_text& out, const unreadable_list& list) {
  out.open_object();
  out.key("what").text(list.what);
  out.key("why").text(list.why);
  out.close_object();
}

/// Member `key`: an array with what `put` writes for each.
template <class Things, class Put>
void put_all(json_text& out, std::string_view key, const Things& things, Put put) {
  out.key(key).open_array();
  for (const auto& thing : things) put(thing);
  out.close_array();
}

void put_head(json_text& out, const plan& p) {
  out.key("format_version").text("1.0");
  out.key("organization");
  put_text_or_null(out, p.organization);
}

void put_counts(json_text& out, const summary& counts) {
  out.key("add").number(counts.add);
  out.key("change").number(counts.change);
  out.key("remove").number(counts.remove);
}

void put_step(json_text& out, const operation& op, const step& now) {
  out.open_object();
  out.key("address").text(op.at.text());
  out.key("actions").texts({std::string(word(verb_of(op.what)))});
  out.key("outcome").text(word(now.is));
  if (!now.reason.empty()) out.key("reason").text(now.reason);
  if (!now.request_id.empty()) out.key("request_id").text(now.request_id);
  out.close_object();
}

} // namespace

std::string to_json(const plan& p) {
  json_text out;
  out.open_object();
  put_head(out, p);
  out.key("applyable").boolean(p.applyable());
  out.key("complete").boolean(p.complete());
  out.key("errored").boolean(!p.complete());
  put_all(out, "resource_changes", p.operations, [&](const operation& op) { put_operation(out, p, op); });
  put_all(out, "blocked", p.blocked, [&](const model::blocked_line& line) { put_blocked(out, line); });
  put_all(out, "kept", p.kept, [&](const kept_fact& kept) { put_kept(out, kept); });
  put_all(out, "gaps", p.gaps, [&](const access_gap& gap) { put_gap(out, p, gap); });
  put_all(out, "guards", p.guards, [&](const guard_result& guard) { put_guard(out, guard); });
  put_all(out, "unreadable", p.unreadable, [&](const unreadable_list& list) { put_unreadable(out, list); });
  out.key("warnings").texts(p.warnings);
  out.key("summary").open_object();
  put_counts(out, summarize(p));
  out.close_object();
  out.close_object();
  return out.str();
}

std::string to_json(const plan& p, const steps& outcome) {
  const tally counts = count(p, outcome);
  json_text out;
  out.open_object();
  put_head(out, p);
  out.key("complete").boolean(counts.complete());
  out.key("steps").open_array();
  for (std::size_t i = 0; i < p.operations.size(); ++i) put_step(out, p.operations[i], outcome.at(i));
  out.close_array();
  out.key("summary").open_object();
  for (const auto o : all_outcomes) out.key(word(o)).number(counts.of(o));
  put_counts(out, counts.done);
  out.close_object();
  out.close_object();
  return out.str();
}

} // namespace rolecall::plan
