#include "support/plan_text.hpp"

#include "policy/resolve.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace rolecall::test {
namespace {

std::string list(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const std::string& item : items) out += item + " ";
  return out + "]";
}

std::string body(const plan::role_body& b) { return b.description.value_or("-") + list(b.permissions); }

std::string target(const plan::target& t) {
  return t.id + "<" + (t.made_by ? std::to_string(*t.made_by) : "-");
}

struct word_visitor {
  std::string operator()(const plan::create_project&) const { return "create"; }
  std::string operator()(const plan::invite_user&) const { return "invite"; }
  std::string operator()(const plan::create_role&) const { return "create"; }
  std::string operator()(const plan::update_role& what) const {
    return what.name.from == what.name.to ? "update" : "rename";
  }
  std::string operator()(const plan::delete_role&) const { return "delete"; }
  std::string operator()(const plan::create_group&) const { return "create"; }
  std::string operator()(const plan::rename_group&) const { return "rename"; }
  std::string operator()(const plan::delete_group&) const { return "delete"; }
  std::string operator()(const plan::add_member&) const { return "add"; }
  std::string operator()(const plan::remove_member&) const { return "remove"; }
  std::string operator()(const plan::assign_role& what) const {
    switch (what.enters) {
    case plan::entry::inside: return "assign";
    case plan::entry::joins: return "enter";
    case plan::entry::tries: return "try";
    }
    return {};
  }
  std::string operator()(const plan::unassign_role&) const { return "unassign"; }
  std::string operator()(const plan::leave_project&) const { return "leave"; }
};

struct detail_visitor {
  std::string operator()(const plan::create_project& w) const { return w.name; }
  std::string operator()(const plan::invite_user& w) const { return w.email + " " + w.expired_id; }
  std::string operator()(const plan::rename_group& w) const {
    return w.group_id + " " + w.name.from + ">" + w.name.to;
  }
  std::string operator()(const plan::add_member& w) const { return target(w.group) + " " + w.user_id; }
  std::string operator()(const plan::remove_member& w) const { return w.group_id + " " + w.user_id; }
  std::string operator()(const plan::create_role& w) const {
    return target(w.project) + "/" + w.name + body(w.after);
  }
  std::string operator()(const plan::update_role& w) const {
    return w.project_id + "/" + w.role_id + w.name.from + ">" + w.name.to + body(w.before) + body(w.after);
  }
  std::string operator()(const plan::delete_role& w) const {
    return w.project_id + "/" + w.role_id + body(w.before);
  }
  std::string operator()(const plan::create_group& w) const { return w.name; }
  std::string operator()(const plan::delete_group& w) const {
    std::string out = w.group_id;
    for (const model::address& gone : w.cascades) out += " " + gone.text();
    return out;
  }
  std::string operator()(const plan::assign_role& w) const {
    return target(w.project) + "/" + (w.kind == model::principal_kind::group ? "g " : "u ") +
           target(w.principal) + " " + target(w.role) + " " + w.joins_as;
  }
  std::string operator()(const plan::unassign_role& w) const {
    return w.project_id + "/" + (w.kind == model::principal_kind::group ? "g " : "u ") + w.principal_id +
           " " + w.role_id;
  }
  std::string operator()(const plan::leave_project& w) const { return w.project_id + "/" + w.principal_id; }
};

/// Targets that an operation makes, by the address of what it makes and not by its place in the plan.
struct unordered {
  const plan::plan& p;

  void name(plan::target& of) const {
    if (of.made_by) of = {p.operations.at(*of.made_by).at.text(), {}};
  }
  void operator()(plan::create_role& what) const { name(what.project); }
  void operator()(plan::add_member& what) const { name(what.group); }
  void operator()(plan::assign_role& what) const {
    name(what.project), name(what.principal), name(what.role);
  }
  void operator()(const auto&) const {}
};

std::string place(const base::source_range& at) {
  return base::to_string(at.begin) + "+" + std::to_string(at.length);
}

std::string stage_name(plan::stage s) {
  constexpr std::array names{"create", "early", "removal", "mixed", "late", "deletion"};
  return names.at(static_cast<std::size_t>(s));
}
std::string wait_name(plan::wait_reason why) {
  constexpr std::array names{"uses", "phantom", "kept", "owners"};
  return names.at(static_cast<std::size_t>(why));
}
std::string keep_name(plan::keep_reason why) {
  constexpr std::array names{"additive", "blocked", "identity-provider", "tenant", "unknown", "reader",
                             "owner",    "unnamed"};
  return names.at(static_cast<std::size_t>(why));
}

} // namespace

std::string text(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

model::desired want_of(const model::policy& policy, const model::organization& live) {
  model::symbols symbols;
  return policy::resolve(policy, live, symbols);
}

plan::plan plan_of_part(const model::policy& policy, const model::organization& live,
                        const std::vector<std::string>& only) {
  model::symbols symbols;
  const model::desired want = policy::resolve(policy, live, symbols, model::selection(only));
  return planner::make_plan(want, live, symbols, {});
}

plan::plan plan_of(const model::policy& policy, const model::organization& live,
                   const planner::options& choice) {
  model::symbols symbols;
  const model::desired want = policy::resolve(policy, live, symbols);
  if (base::has_errors(want.problems)) throw std::invalid_argument(problems(want));
  return planner::make_plan(want, live, symbols, choice);
}

std::string word_of(const plan::action& what) { return std::visit(word_visitor{}, what); }

std::string operations(const plan::plan& p) {
  std::vector<std::string> lines;
  for (const plan::operation& op : p.operations) lines.push_back(word_of(op.what) + " " + op.at.text());
  return text(lines);
}

std::string waits(const plan::plan& p, const std::string& address) {
  std::vector<std::string> lines;
  for (const plan::operation& op : p.operations) {
    if (op.at.text() != address) continue;
    for (const plan::dependency& d : op.after) {
      const plan::operation& on = p.operations[d.on];
      lines.push_back(wait_name(d.why) + ": " + word_of(on.what) + " " + on.at.text());
    }
  }
  return text(lines);
}

std::string blocked(const plan::plan& p) {
  std::vector<std::string> lines;
  for (const model::unmet_line& line : p.blocked) lines.push_back(line.at.text() + ": " + line.reason);
  return text(lines);
}

std::string waiting(const plan::plan& p) {
  std::vector<std::string> lines;
  for (const model::unmet_line& line : p.waiting) lines.push_back(line.at.text() + ": " + line.reason);
  return text(lines);
}

std::string kept(const plan::plan& p) {
  std::vector<std::string> lines;
  for (const plan::kept_fact& k : p.kept) lines.push_back(keep_name(k.why) + " " + k.at.text());
  return text(lines);
}

std::string gaps(const plan::plan& p) {
  std::vector<std::string> lines;
  for (const plan::access_gap& g : p.gaps) {
    lines.push_back(g.who.text() + " lacks " + g.permission + " from " +
                    p.operations.at(g.lost_by).at.text() + " to " + p.operations.at(g.back_by).at.text());
  }
  return text(lines);
}

std::string guards(const plan::plan& p) {
  std::vector<std::string> lines;
  for (const plan::guard_result& g : p.guards)
    if (g.refused) lines.push_back(g.name + ": " + g.message + " [" + g.flag + "]");
  return text(lines);
}

std::string lifted(const plan::plan& p) {
  std::vector<std::string> lines;
  for (const plan::guard_result& g : p.guards)
    if (!g.refused) lines.push_back(g.name + ": " + g.message);
  return text(lines);
}

std::string problems(const model::desired& want) {
  std::vector<std::string> lines;
  for (const base::diagnostic& d : want.problems) {
    lines.push_back(d.rule + " " + std::to_string(d.at.begin.line) + ": " + d.message);
  }
  return text(lines);
}

std::string contents(const plan::plan& p) {
  std::vector<std::string> lines;
  for (plan::operation op : p.operations) {
    std::visit(unordered{p}, op.what);
    lines.push_back(word_of(op.what) + " " + op.at.text() + " " + std::visit(detail_visitor{}, op.what));
  }
  std::ranges::sort(lines);
  for (const plan::unreadable_list& list : p.unreadable) lines.push_back(list.what + ": " + list.why);
  return text(lines) + blocked(p) + waiting(p) + guards(p) + text(p.warnings);
}

std::string full_text(const plan::plan& p) {
  std::string out = p.organization.value_or("-") + "\n";
  for (const plan::operation& op : p.operations) {
    out += stage_name(op.stage) + " " + word_of(op.what) + " " + op.at.text() + " " +
           std::visit(detail_visitor{}, op.what);
    for (const plan::dependency& d : op.after) out += " " + wait_name(d.why) + std::to_string(d.on);
    if (op.previous) out += " was " + op.previous->text();
    if (op.cause) out += " " + place(*op.cause);
    for (const base::source_range& also : op.also) out += " and " + place(also);
    out += "\n";
  }
  for (const model::unmet_line& line : p.blocked)
    out += line.at.text() + line.reason + place(line.cause) + "\n";
  out += waiting(p) + kept(p) + gaps(p) + guards(p);
  for (const plan::unreadable_list& list : p.unreadable) out += list.what + ": " + list.why + "\n";
  return out + text(p.warnings);
}

} // namespace rolecall::test
