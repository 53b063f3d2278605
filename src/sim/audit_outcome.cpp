// What is written, and what is said of it: V1, V4, V10.

#include "sim/auditor.hpp"

#include <algorithm>

namespace rolecall::sim {
namespace {

std::string natural_key(const meaning& done) {
  switch (done.what) {
  case deed::create_role:
  case deed::update_role: return "role " + done.project + " " + done.name;
  case deed::create_group:
  case deed::rename_group: return "group " + done.name;
  case deed::create_project: return "project " + done.name;
  case deed::create_invite: return "invite " + done.name;
  default: return {};
  }
}

} // namespace

std::map<std::string, std::size_t> natural_keys(const emulator::state& org) {
  std::map<std::string, std::size_t> out;
  for (const auto& role : org.access.roles) ++out["role  " + role.name];
  for (const auto& group : org.groups) ++out["group " + group.name];
  for (const auto& invite : org.invites)
    if (invite.status == "pending") ++out["invite " + invite.email];
  for (const auto& in : org.projects) {
    if (!in.archived_at) ++out["project " + in.name];
    for (const auto& role : in.access.roles) ++out["role " + in.id + " " + role.name];
  }
  return out;
}

/// V1
void auditor::check_planned(const meaning& asked, std::vector<std::size_t>& served) {
  if (!watched_) return complain(1, "a write although no plan was accepted");
  served = served_by(asked, {watched_->made, server_.organization(), made_});
  if (served.empty()) complain(1, "a write that no operation of the plan asks for");
}

/// V4
void auditor::check_duplicates(const meaning& done) {
  const std::string key = natural_key(done);
  if (key.empty() || done.name.empty()) return;
  const auto& org = server_.organization();
  std::size_t found = 0;
  const auto count = [&](const auto& things, const auto& is) {
    found = static_cast<std::size_t>(std::count_if(things.begin(), things.end(), is));
  };
  const auto named = [&](const auto& thing) { return thing.name == done.name; };
  if (key.starts_with("group ")) count(org.groups, named);
  if (key.starts_with("project "))
    count(org.projects, [&](const auto& p) { return named(p) && !p.archived_at; });
  if (key.starts_with("invite "))
    count(org.invites, [&](const auto& i) { return i.email == done.name && i.status == "pending"; });
  if (key.starts_with("role ")) {
    const auto* in = done.project.empty() ? nullptr : org.projects.find(done.project);
    count(in ? in->access.roles : org.access.roles, named);
  }
  const auto known = twins_.find(key);
  if (found > (known == twins_.end() ? 1 : known->second))
    complain(4, "there are now " + std::to_string(found) + " of " + key);
}

/// V10, and V2 for what is said to be gone: whether an operation has come to what is said.
void auditor::check_step(std::size_t i, const plan::step& step) {
  if (edited_) return;
  const plan::operation& op = watched_->made.operations[i];
  const bool so = is_so(op, {watched_->made, server_.organization(), made_});
  const bool owes = step.reason.starts_with("the role is given, but"); // and its `member` stayed
  if (step.is == plan::outcome::failed && so && !watched_->was_so[i] && watched_->requests[i] > 0 && !owes)
    complain(10, op.at.text() + " is said to have failed, but it was done: " + step.reason);
  if (!plan::succeeded(step.is) || so) return;
  if (std::holds_alternative<plan::leave_project>(op.what) && step.is == plan::outcome::already) return;
  const bool removal = plan::verb_of(op.what) == plan::verb::remove;
  complain(removal ? 2 : 10, op.at.text() + " is said to be so, but it is not: " + step.reason);
}

void auditor::check_outcome(const run_end& end) {
  using cli::exit_code;
  const bool wrote_nothing = end.code == exit_code::stale || end.code == exit_code::refused ||
                             end.code == exit_code::incomplete || end.code == exit_code::invalid;
  if (wrote_nothing && taken_ > 0)
    complain(10, "exit code " + std::to_string(static_cast<int>(end.code)) + " after " +
                     std::to_string(taken_) + " writes");
  if (!watched_ || end.outcome.size() != watched_->made.operations.size()) return;
  learn_made(); // also where all was made before
  bool all = true;
  for (std::size_t i = 0; i < end.outcome.size(); ++i) {
    const plan::step& step = end.outcome[i];
    const plan::operation& op = watched_->made.operations[i];
    all = all && plan::succeeded(step.is);
    const bool untouched = step.is == plan::outcome::not_begun || step.is == plan::outcome::skipped;
    if (untouched && watched_->requests[i] > 0)
      complain(10, op.at.text() + " is said not to have been begun, but requests were sent for it");
    check_step(i, step);
  }
  const bool fine = all && watched_->made.blocked.empty();
  if (fine != (end.code == exit_code::ok) && end.code != exit_code::interrupted)
    complain(10, "exit code " + std::to_string(static_cast<int>(end.code)) + " for an outcome that is " +
                     (fine ? "" : "not ") + "complete");
}

} // namespace rolecall::sim
