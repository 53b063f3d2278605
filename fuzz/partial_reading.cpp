// Any text as an interrupted reading: as it is, and with the checksum that belongs to it. What is read is the
// same when it is written and read again, and can be gone on with.

#include "live/partial_reading.hpp"

#include "base/stable_hash.hpp"
#include "fuzz/must.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using rolecall::fuzz::must;
namespace base = rolecall::base;
namespace http = rolecall::http;
namespace live = rolecall::live;
namespace model = rolecall::model;

namespace {

/// What stands behind the first line, under a line of its own.
std::string sealed(std::string_view text) {
  const std::string_view body = text.substr(text.find('\n') + 1);
  return "rolecall partial reading 1 " + base::hex(base::stable_hash(body)) + "\n" + std::string(body);
}

void check_taken(const live::partial_reading& kept, const model::organization& so_far, live::moment now) {
  for (const auto& [list, read] : so_far.read)
    must(now.steady - read.at > std::chrono::minutes(1), "nothing counts as read just now");
  live::partial_reading more;
  live::keep(so_far, now, more);
  more.organization = kept.organization;
  must(live::partial_from_text(live::to_text(more)).has_value(), "what was taken can be kept again");
}

void go_on(const live::partial_reading& kept) {
  must(!kept.organization.empty() || !live::is_usable(kept, kept.stopped_at), "of a known organization");
  const live::moment now{http::time_point(std::chrono::hours(100)), kept.stopped_at};
  std::vector<model::list_ref> lists;
  for (const auto& [list, what] : kept.lists) lists.push_back(list);
  model::organization so_far;
  const auto missing = live::take(kept, lists, now, so_far);
  for (const model::list_ref& list : lists)
    must(so_far.has_read(list) || std::ranges::count(missing, list) > 0, "every list is read or missing");
  check_taken(kept, so_far, now);

  model::organization other; // the last first: roles are held before they are listed
  for (auto list = lists.rbegin(); list != lists.rend(); ++list) live::take(kept, {*list}, now, other);
  check_taken(kept, other, now);
}

void check(std::string_view text) {
  const auto read = live::partial_from_text(text);
  if (!read) return must(!read.error().message.empty(), "a failure has a reason");
  const std::string once = live::to_text(*read);
  const auto again = live::partial_from_text(once);
  must(again.has_value(), "what was written can be read");
  must(live::to_text(*again) == once, "and is the same");
  go_on(*read);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(text);
  check(sealed(text));
  return 0;
}
