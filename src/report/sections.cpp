#include "report/sections.hpp"

#include "report/entry.hpp"
#include "report/escape.hpp"
#include "report/paint.hpp"

#include <map>
#include <tuple>

namespace rolecall::report {
namespace {

void append(section& out, const std::vector<model::unmet_line>& lines, const char* mark) {
  for (const model::unmet_line& line : lines) {
    const std::string place = shown(line.cause.begin);
    out.lines.push_back(mark + shown(line.at) + (place.empty() ? "" : "  " + place));
    out.lines.push_back("    " + shown_first(line.reason));
  }
}

section blocked(const plan::plan& p) {
  section out;
  out.title = "Blocked: " + counted(p.blocked.size(), "line") + " of the policy cannot be carried out; " +
              "lists with such a line lose nothing in this run";
  append(out, p.blocked, "! ");
  return out;
}

section waiting(const plan::plan& p) {
  section out;
  out.title =
      "Waiting: " + counted(p.waiting.size(), "line") + " for somebody else to act; this is no change";
  append(out, p.waiting, ". ");
  return out;
}

std::string with_sign(const plan::operation& op) {
  return std::string(1, sign_of(plan::verb_of(op.what))) + " " + shown(op.at);
}

/// One entry for what one principal is without over the same stretch.
section gaps(const plan::plan& p) {
  section out;
  out.title = "On the way, access that is held before and after is missing for a time";
  using stretch = std::tuple<std::size_t, std::size_t, std::string>;
  std::map<stretch, std::string> permissions;
  for (const plan::access_gap& gap : p.gaps) {
    std::string& list = permissions[{gap.lost_by, gap.back_by, shown(gap.who)}];
    list += (list.empty() ? "" : ", ") + shown(gap.permission);
  }
  for (const auto& [where, list] : permissions) {
    const auto& [lost_by, back_by, who] = where;
    out.lines.push_back(who + " is without " + list);
    out.lines.push_back("    from  " + with_sign(p.operations.at(lost_by)));
    out.lines.push_back("    until " + with_sign(p.operations.at(back_by)));
  }
  return out;
}

section refusals(const plan::plan& p) {
  section out;
  out.title = "Refused: nothing is changed unless you allow it";
  for (const plan::guard_result& guard : p.guards) {
    if (!guard.refused) continue;
    out.lines.push_back(guard.name + ": " + shown(guard.message));
    out.lines.push_back("    to allow it, add");
    out.lines.push_back("    " + shown_first(guard.flag));
  }
  return out;
}

section unreadable(const plan::plan& p) {
  section out;
  out.title = "Could not be read, so the plan is incomplete and nothing can be applied";
  for (const plan::unreadable_list& list : p.unreadable) {
    out.lines.push_back(shown_first(list.what));
    out.lines.push_back("    " + shown_first(list.why));
  }
  return out;
}

section warnings(const plan::plan& p) {
  section out;
  out.title = "Warnings";
  for (const plan::guard_result& guard : p.guards) {
    if (!guard.refused) out.lines.push_back(guard.name + ": " + shown(guard.message));
  }
  for (const std::string& warning : p.warnings) out.lines.push_back(shown_first(warning));
  return out;
}

const char* why_kept(plan::keep_reason why) {
  switch (why) {
  case plan::keep_reason::additive: return "Kept because additive";
  case plan::keep_reason::blocked_line: return "Kept because a line of the list is blocked";
  case plan::keep_reason::identity_provider: return "Kept because the identity provider owns it";
  case plan::keep_reason::tenant: return "Kept because the tenant owns it";
  case plan::keep_reason::unknown_owner: return "Kept because its owner is not known";
  case plan::keep_reason::organization_reader: return "Kept because every user is a reader";
  case plan::keep_reason::organization_owner:
    return "Kept because owners of the organization are owners of every project";
  case plan::keep_reason::unnamed_account:
    return "Kept because the policy does not name the account, which has no e-mail";
  }
  return "";
}

} // namespace

std::string counted(std::size_t count, const std::string& singular) {
  return std::to_string(count) + " " + singular + (count == 1 ? "" : "s");
}

std::vector<section> sections(const plan::plan& p) {
  std::vector<section> out;
  for (section& s : std::vector{refusals(p), unreadable(p), blocked(p), waiting(p), gaps(p), warnings(p)}) {
    if (!s.lines.empty()) out.push_back(std::move(s));
  }
  return out;
}

std::vector<section> kept_sections(const plan::plan& p) {
  std::map<plan::keep_reason, std::map<std::string, std::size_t>> counts;
  std::map<plan::keep_reason, section> by_reason;
  for (const plan::kept_fact& kept : p.kept) {
    if (kept.at.parts().empty()) continue;
    ++counts[kept.why][kept.at.parts().back().kind];
    by_reason[kept.why].lines.push_back(shown(kept.at));
  }
  std::vector<section> out;
  for (auto& [why, s] : by_reason) {
    s.title = why_kept(why);
    std::string separator = ": ";
    for (const auto& [kind, count] : counts[why]) {
      s.title += separator + counted(count, kind);
      separator = ", ";
    }
    out.push_back(std::move(s));
  }
  return out;
}

std::string summary_sentence(const plan::plan& p, bool part) {
  const plan::summary counts = plan::summarize(p);
  if (!p.operations.empty()) {
    return "Plan: " + std::to_string(counts.add) + " to add, " + std::to_string(counts.change) +
           " to change, " + std::to_string(counts.remove) + " to remove" +
           (p.revoke_first ? ", removals first." : ".");
  }
  if (!p.complete()) return "No changes in what could be read; not everything could.";
  const std::string whole = part ? "the part that --only names" : "the organization";
  if (!p.blocked.empty())
    return "No changes. What is not blocked" + (part ? " of " + whole : std::string()) +
           " matches the policy.";
  if (!p.waiting.empty()) return "No changes. What waits for others aside, " + whole + " matches the policy.";
  return std::string("No changes. T") + whole.substr(1) + " matches the policy.";
}

} // namespace rolecall::report
