#include "cli/help_codes.hpp"

#include "cli/exit_code.hpp"

#include <string_view>
#include <vector>

namespace rolecall::cli {
namespace {

struct meaning {
  exit_code code;
  std::string_view what;
};
using meanings = std::vector<meaning>;

constexpr std::string_view not_read = "something that is needed could not be read; run again";

meanings of(command which) {
  using enum exit_code;
  switch (which) {
  case command::validate:
    return {{ok, "valid (warnings allowed)"},
            {failure, "an output could not be written"},
            {invalid, "invalid, or a file could not be read"}};
  case command::plan:
    return {{ok, "done, with changes or without"},
            {failure, "a failure not listed here"},
            {changes, "only with --detailed-exitcode: there are changes"},
            {invalid, "invalid policy, or some of its lines are blocked"},
            {refused, "a guard refuses the plan"},
            {incomplete, not_read}};
  case command::apply:
    return {{ok, "done, or nothing to do"},
            {failure, "a failure not listed here, every change failed, or answered with anything but yes"},
            {invalid, "invalid policy, or (--plan) a plan for another organization; nothing was changed"},
            {refused, "a guard refused; nothing was changed"},
            {locked, "the lock is held elsewhere, or was lost; nothing was changed"},
            {part_way, "some changes made, some not; or some lines of the policy are blocked"},
            {stale, "the organization changed meanwhile; nothing was changed"},
            {incomplete, "something that is needed could not be read; nothing was changed; run again"}};
  case command::show: return {{ok, "shown"}, {failure, "the file is no plan, or a file could not be used"}};
  case command::whoami:
    return {{ok, "told, even where some lists may not be read by this key"},
            {failure, "a failure not listed here; or this key may read nothing"},
            {incomplete, not_read}};
  case command::schema: return {{ok, "printed"}, {failure, "it could not be written"}};
  case command::snapshot:
    return {{ok, "written"}, {failure, "a failure not listed here"}, {incomplete, not_read}};
  case command::export_policy:
    return {{ok, "written"},
            {failure, "a failure not listed here, or something is there already"},
            {incomplete, not_read}};
  case command::init: return {{ok, "written"}, {failure, "something is there already, or cannot be written"}};
  case command::unlock:
    return {{ok, "unlocked"},
            {failure, "a failure, not locked, or answered with anything but yes"},
            {locked, "locked by another ID"}};
  case command::history: return {{ok, "told"}, {failure, "no such apply, or journals cannot be read"}};
  }
  return {};
}

/// The commands that speak to the API obey signals in their own way.
bool is_stopped_gently(command which) {
  return which == command::plan || which == command::apply || which == command::whoami ||
         which == command::snapshot || which == command::export_policy;
}

std::string line(const std::string& code, std::string_view what) {
  return "\n  " + code + std::string(5 - code.size(), ' ') + std::string(what);
}

} // namespace

std::string exit_codes_of(command which) {
  std::string out = "Exit codes:";
  for (const meaning& one : of(which)) out += line(std::to_string(static_cast<int>(one.code)), one.what);
  out += line("64", "wrong usage");
  if (is_stopped_gently(which)) {
    out += line("129", "stopped by SIGHUP");
    out += line("130", "stopped by Ctrl-C");
    out += line("143", "stopped by SIGTERM");
  }
  return out;
}

} // namespace rolecall::cli
