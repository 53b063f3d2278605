// Any text as a snapshot: what is read is the same when it is written and read again.

#include "live/snapshot.hpp"

#include "fuzz/must.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using rolecall::fuzz::must;
namespace live = rolecall::live;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = live::from_snapshot(text);
  if (!read) {
    must(!read.error().message.empty(), "a failure has a reason");
    return 0;
  }
  const std::string once = live::to_snapshot(*read);
  const auto again = live::from_snapshot(once);
  must(again.has_value(), "what was written can be read");
  must(live::to_snapshot(*again) == once, "and is the same");
  return 0;
}
