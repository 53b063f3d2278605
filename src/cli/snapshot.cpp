#include "live/snapshot.hpp"

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/reading.hpp"

namespace rolecall::cli {
namespace {

/// What cannot be read again is not written: then the lists contradict each other.
exit_code put_snapshot(const options& chosen, const model::organization& whole) {
  const std::string text = live::to_snapshot(whole);
  const auto again = live::from_snapshot(text);
  if (again) return put_data(chosen, text) ? exit_code::ok : exit_code::failure;
  say("the lists contradict each other (" + again.error().message +
      "): the organization changed while it was read. Nothing was written. Run again.");
  return exit_code::incomplete;
}

} // namespace

exit_code run_snapshot(const options& chosen) {
  return with_whole_organization(
      chosen, [&](const model::organization& whole) { return put_snapshot(chosen, whole); });
}

} // namespace rolecall::cli
