#include "cli/survey.hpp"

#include "base/text.hpp"
#include "cli/reading.hpp"
#include "live/next_reads.hpp"
#include "live/snapshot_answers.hpp"
#include "planner/standing.hpp"
#include "policy/idle_globs.hpp"

#include <algorithm>

namespace rolecall::cli {

using boost::asio::awaitable;

survey::survey(const model::policy& policy, const options& chosen, session& with) : survey(policy, chosen) {
  api_ = &with.api();
  key_ending_ = with.key_ending();
  read_lists_ = [this, &with](std::vector<model::list_ref> lists) {
    return cli::read_lists(chosen_, with, std::move(lists), lists_done_, live_);
  };
}

awaitable<std::optional<live::read_failure>> survey::read() {
  for (;;) {
    resolved_.advance(live_, names_);
    if (base::has_errors(problems())) break;
    std::vector<model::list_ref> lists = live::next_reads(want(), live_, names_);
    if (lists.empty()) break;
    auto failed = co_await read_lists_(std::move(lists));
    if (failed) co_return failed;
  }
  co_return std::nullopt;
}

awaitable<std::optional<live::read_failure>> survey::read_again(std::vector<model::list_ref> lists) {
  made_.reset();
  auto failed = co_await read_lists_(std::move(lists));
  if (!failed) resolved_.renew(live_, names_);
  co_return failed;
}

std::vector<model::list_ref> survey::read_from(const model::organization& snapshot) {
  for (;;) {
    resolved_.advance(live_, names_);
    if (base::has_errors(problems())) return {};
    const std::vector<model::list_ref> lists = live::next_reads(want(), live_, names_);
    if (lists.empty()) return {};
    std::vector<model::list_ref> missing = live::read_from(snapshot, lists, live_);
    if (!missing.empty()) return missing;
  }
}

bool survey::complete() const { return live::next_reads(want(), live_, names_).empty(); }

std::vector<std::string> survey::idle_globs() const {
  return policy::idle_globs(policy_, want(), live_, names_, chosen_.only);
}

awaitable<void> survey::find_caller() {
  made_ = make_plan();
  if (!planner::touches_administrators(*made_, live_)) co_return;
  made_.reset();
  caller_ = co_await cli::find_caller(*api_, key_ending_);
}

plan::plan survey::make_plan() const {
  if (made_) return *made_;
  planner::options choice = chosen_.guards;
  choice.caller = caller_.user_id;
  plan::plan made = planner::make_plan(want(), live_, names_, choice);
  if (!caller_.why_not.empty())
    made.warnings.push_back("it is not known whether this plan ends the rights of who applies it: " +
                            caller_.why_not);
  return made;
}

bool survey::wants(const plan::unassign_role& held) const {
  const model::grant what{
      {names_.find(held.project_id)}, {held.kind, names_.find(held.principal_id)}, names_.find(held.role_id)};
  return std::ranges::any_of(want().grants, [&](const model::wanted_grant& g) { return g.what == what; });
}

namespace {

/// Trouble on the way that may be over at the next run, against what only another setting mends.
bool is_passing(http::failure_kind kind) {
  switch (kind) {
  case http::failure_kind::unreachable:
  case http::failure_kind::handshake:
  case http::failure_kind::disconnected:
  case http::failure_kind::timed_out:
  case http::failure_kind::protocol:
  case http::failure_kind::rate_limited:
  case http::failure_kind::out_of_time:
  case http::failure_kind::cancelled: return true;
  case http::failure_kind::refused:
  case http::failure_kind::unknown_host:
  case http::failure_kind::untrusted:
  case http::failure_kind::proxy:
  case http::failure_kind::out_of_files:
  case http::failure_kind::too_large: return false;
  }
  return false;
}

} // namespace

std::string explain(const live::read_failure& failed, const std::string& host) {
  const api::error& why = failed.why;
  std::string out = "could not read " + model::to_string(failed.list) + ": " + api::to_string(why);
  switch (why.kind) {
  case api::error_kind::unauthorized:
    out += "\nThe server does not accept this admin key: is it complete, not revoked, and made for " +
           base::printable(host) + "?";
    break;
  case api::error_kind::stopped:
    out += why.failure == http::failure_kind::rate_limited
               ? "\nNothing was changed. Run again then, or let it wait longer with --max-wait."
               : "\nNothing was changed. Run again.";
    break;
  case api::error_kind::server:
  case api::error_kind::malformed: out += "\nNothing was changed. Run again."; break;
  case api::error_kind::network:
    if (why.failure == http::failure_kind::untrusted)
      out += "\nNothing was sent to it. If its certificate comes from an authority of your own, name that "
             "authority's PEM file with --ca-file.";
    else
      out += is_passing(why.failure) ? "\nNothing was changed. Run again." : "\nNothing was changed.";
    break;
  default: out += "\nNothing was changed."; break;
  }
  return out;
}

exit_code code_of(const live::read_failure& failed) {
  switch (failed.why.kind) {
  case api::error_kind::server:
  case api::error_kind::malformed:
  case api::error_kind::rejected:
  case api::error_kind::stopped: return exit_code::incomplete;
  case api::error_kind::network:
    return is_passing(failed.why.failure) ? exit_code::incomplete : exit_code::failure;
  default: return exit_code::failure;
  }
}

exit_code tell(const live::read_failure& failed, session& with) {
  with.seen_by().read_failed(failed);
  say(explain(failed, with.host()));
  return code_of(failed);
}

} // namespace rolecall::cli
