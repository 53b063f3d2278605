// Any text as the record of a lock, as a time, and as the place of a lock.

#include "base/instant.hpp"
#include "fuzz/must.hpp"
#include "lock/lease.hpp"
#include "lock/place.hpp"
#include "lock/record.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using rolecall::fuzz::must;
namespace lock = rolecall::lock;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto when = lock::parse_time(text))
    must(lock::parse_time(rolecall::base::rfc3339(*when)) == when, "times");
  lock::parse_place(text);
  const auto read = lock::parse_record(text);
  if (!read) return 0;
  must(!read->id.empty(), "a record has an id");
  must(lock::judge(read, read->id, lock::wall_time()) == lock::standing::mine, "whose it is");
  if (const auto from = lock::free_for_others(*read)) {
    must(*from >= *read->expires, "nobody takes it before it has expired");
    must(lock::judge(read, read->id + "x", *from) == lock::standing::expired, "then it has");
  }
  return 0;
}
