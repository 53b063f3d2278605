// Any text as the rates that were remembered: what is read is the same when it is written and read again, and
// can be used at any time.

#include "live/learned_rates.hpp"

#include "fuzz/must.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using rolecall::fuzz::must;
namespace http = rolecall::http;
namespace live = rolecall::live;

namespace {

void use(const live::learned_rates& all, const std::string& place, live::unix_seconds wall) {
  const live::moment now{http::time_point(std::chrono::hours(100)), wall};
  const auto paces = live::expected_paces(all, place, now);
  for (const auto& [route, pace] : paces) {
    must(pace.per_minute > 0 || pace.used > 0, "what is expected says something");
    must(pace.used == 0 || pace.used_at <= now.steady, "and nothing of the future");
  }
  const auto after = live::updated(all, place, paces, now);
  const auto again = live::rates_from_json(live::to_json(after));
  must(again.has_value() && *again == after, "what a run adds can be read");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = live::rates_from_json(text);
  if (!read) {
    must(!read.error().message.empty(), "a failure has a reason");
    return 0;
  }
  const std::string once = live::to_json(*read);
  const auto again = live::rates_from_json(once);
  must(again.has_value(), "what was written can be read");
  must(*again == *read, "and is the same");
  must(live::to_json(*again) == once, "and the same text");
  for (const auto& [place, routes] : read->places) {
    use(*read, place, 1'800'000'000);
    for (const auto& [route, rate] : routes) {
      use(*read, place, rate.limited_at);
      use(*read, place, rate.used_at);
    }
  }
  return 0;
}
