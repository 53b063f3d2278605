#include "plan/plan_json.hpp"

#include "base/json_text.hpp"
#include "plan/digest.hpp"
#include "plan/saved_json.hpp"
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

/// Members of an object that is about the thing at `at`.
void put_thing(json_text& out, const model::address& at) {
  out.key("address").text(at.text());
  out.key("type").text(at.type());
  out.key("name").text(at.parts().empty() ? std::string() : at.parts().back().thing.name);
  out.key("parts");
  put_parts(out, at);
}

void put_place(json_text& out, const base::source_range& at) {
  out.open_object();
  out.key("filename").text(at.begin.file);
  out.key("start").open_object();
  out.key("line").number(static_cast<std::size_t>(std::max(1, at.begin.line)));
  out.key("column").number(static_cast<std::size_t>(std::max(1, at.begin.column)));
  out.close_object();
  out.key("length").number(static_cast<std::size_t>(std::max(1, at.length)));
  out.close_object();
}

void put_cause(json_text& out, const std::optional<base::source_range>& cause) {
  out.key("cause");
  if (!cause || cause->begin.file.empty()) return out.null();
  put_place(out, *cause);
}

/// Writes `before` and `after` of an operation. A removal has no `after`, a creation no `before`.
class change_writer {
public:
  change_writer(json_text& out, const model::address& at) : out_(out), at_(at) {}

  void operator()(const create_project& what) {
    nothing("before");
    named("after", what.name);
  }
  void operator()(const invite_user& what) {
    nothing("before");
    out_.key("after").open_object();
    out_.key("email").text(what.email);
    out_.key("role").text("reader");
    out_.key("replaces_expired").boolean(!what.expired_id.empty());
    out_.close_object();
  }
  void operator()(const create_role& what) {
    nothing("before");
    role("after", what.name, what.after, what.after.description);
  }
  void operator()(const update_role& what) {
    role("before", what.name.from, what.before, what.before.description);
    role("after", what.name.to, what.after,
         what.after.description ? what.after.description : what.before.description);
  }
  void operator()(const delete_role& what) {
    role("before", name_from_end(0), what.before, what.before.description);
    nothing("after");
  }
  void operator()(const create_group& what) {
    nothing("before");
    named("after", what.name);
  }
  void operator()(const rename_group& what) {
    named("before", what.name.from);
    named("after", what.name.to);
  }
  void operator()(const delete_group& what) {
    out_.key("before").open_object();
    out_.key("name").text(name_from_end(0));
    out_.key("cascades").open_array();
    for (const model::address& gone : what.cascades) out_.text(gone.text());
    out_.close_array();
    out_.close_object();
    nothing("after");
  }
  void operator()(const add_member&) {
    nothing("before");
    member("after");
  }
  void operator()(const remove_member&) {
    member("before");
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
    named("before", name_from_end(0));
    nothing("after");
  }

private:
  [[nodiscard]] const std::string& name_from_end(std::size_t back) const {
    static const std::string none;
    const auto& parts = at_.parts();
    return back < parts.size() ? parts[parts.size() - 1 - back].thing.name : none;
  }

  void nothing(std::string_view key) { out_.key(key).null(); }

  void role(std::string_view key, const std::string& name, const role_body& body,
            const std::optional<std::string>& description) {
    out_.key(key).open_object();
    out_.key("name").text(name);
    out_.key("description");
    put_text_or_null(out_, description);
    out_.key("permissions").texts(body.permissions);
    out_.close_object();
  }

  void named(std::string_view key, const std::string& name) {
    out_.key(key).open_object();
    out_.key("name").text(name);
    out_.close_object();
  }

  void member(std::string_view key) {
    out_.key(key).open_object();
    out_.key("group").text(name_from_end(1));
    out_.key("user").text(name_from_end(0));
    out_.close_object();
  }

  void grant(std::string_view key, model::principal_kind kind) {
    out_.key(key).open_object();
    out_.key("principal_kind").text(word(kind));
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
  if (op.previous) {
    out.key("previous_address").text(op.previous->text());
    out.key("previous_parts");
    put_parts(out, *op.previous);
  }
  out.key("stage").text(word(op.stage));
  out.key("change").open_object();
  out.key("actions").texts({std::string(word(verb_of(op.what)))});
  std::visit(change_writer(out, op.at), op.what);
  out.close_object();
  out.key("after").open_array();
  for (const dependency& d : op.after) {
    out.open_object();
    out.key("index").number(d.on);
    out.key("address").text(p.operations.at(d.on).at.text());
    out.key("reason").text(word(d.why));
    out.close_object();
  }
  out.close_array();
  put_cause(out, op.cause);
  if (!op.also.empty()) {
    out.key("also").open_array();
    for (const base::source_range& at : op.also) put_place(out, at);
    out.close_array();
  }
  out.key("operation");
  put_action(out, op.what);
  out.close_object();
}

void put_unmet(json_text& out, const model::unmet_line& line) {
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
  out.key("lost_by_index").number(gap.lost_by);
  out.key("back_by").text(p.operations.at(gap.back_by).at.text());
  out.key("back_by_index").number(gap.back_by);
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

void put_ended_right(json_text& out, const ended_right& of) {
  out.open_object();
  out.key("user_id").text(of.user_id);
  out.key("user").text(of.shown);
  out.key("for_a_time").boolean(of.for_a_time);
  out.key("lifted").boolean(of.lifted);
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

void put_unmet_lines(json_text& out, const plan& p) {
  put_all(out, "blocked", p.blocked, [&](const model::unmet_line& line) { put_unmet(out, line); });
  put_all(out, "waiting", p.waiting, [&](const model::unmet_line& line) { put_unmet(out, line); });
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

/// The whole plan but for its digest; the object is left open.
json_text without_digest(const plan& p, json_text::layout how) {
  json_text out(how);
  out.open_object();
  put_head(out, p);
  out.key("applyable").boolean(p.applyable());
  out.key("complete").boolean(p.complete());
  out.key("errored").boolean(!p.complete());
  put_all(out, "resource_changes", p.operations, [&](const operation& op) { put_operation(out, p, op); });
  put_unmet_lines(out, p);
  put_all(out, "kept", p.kept, [&](const kept_fact& kept) { put_kept(out, kept); });
  put_all(out, "gaps", p.gaps, [&](const access_gap& gap) { put_gap(out, p, gap); });
  put_all(out, "guards", p.guards, [&](const guard_result& guard) { put_guard(out, guard); });
  put_all(out, "ends_rights_of", p.ends_rights_of, [&](const ended_right& of) { put_ended_right(out, of); });
  put_all(out, "unreadable", p.unreadable, [&](const unreadable_list& list) { put_unreadable(out, list); });
  out.key("warnings").texts(p.warnings);
  if (p.revoke_first) out.key("revoke_first").boolean(true);
  out.key("summary").open_object();
  put_counts(out, summarize(p));
  out.close_object();
  out.key("policy");
  put_text_or_null(out, p.policy.empty() ? std::nullopt : std::optional(p.policy));
  out.key("only").texts(p.only);
  put_all(out, "preconditions", p.preconditions,
          [&](const precondition& one) { put_precondition(out, one); });
  return out;
}

} // namespace

std::string to_json(const plan& p) {
  json_text out = without_digest(p, json_text::layout::lines);
  out.key(digest_key).text(digest_of(canonical_json(p)));
  out.close_object();
  return out.str();
}

std::string canonical_json(const plan& p) {
  json_text out = without_digest(p, json_text::layout::compact);
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
  put_unmet_lines(out, p);
  out.key("summary").open_object();
  for (const auto o : all_outcomes) out.key(word(o)).number(counts.of(o));
  put_counts(out, counts.done);
  out.close_object();
  out.close_object();
  return out.str();
}

} // namespace rolecall::plan
