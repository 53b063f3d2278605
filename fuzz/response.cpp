// Any bytes as what a server sends: read in one piece or in many, the outcome is the same.

#include "fuzz/must.hpp"
#include "http/response_reader.hpp"
#include "http/told.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

using rolecall::fuzz::must;
namespace http = rolecall::http;

namespace {

struct outcome {
  std::optional<http::failure_kind> failed;
  bool done = false;
  int status = 0;
  std::string body;
  bool operator==(const outcome&) const = default;
};

outcome read(std::string_view text, std::size_t piece) {
  http::size_limits limits;
  limits.header_bytes = 2048;
  limits.header_lines = 16;
  limits.body_bytes = 4096;
  limits.wire_bytes = 16384;
  http::response_reader reader(limits);
  outcome out;
  while (!text.empty() && !reader.done()) {
    const std::string_view some = text.substr(0, piece);
    text.remove_prefix(some.size());
    if (const auto why = reader.feed(some)) {
      out.failed = why->kind;
      return out;
    }
  }
  // What comes after the end is seen only if it came with it.
  if (!reader.done()) {
    if (const auto why = reader.feed_end()) {
      out.failed = why->kind;
      return out;
    }
  }
  out.done = reader.done();
  if (!out.done) return out;
  const http::response got = reader.take();
  out.status = got.status;
  out.body = got.body;
  must(out.body.size() <= limits.body_bytes, "the body is within its limit");
  must(got.headers.size() <= limits.header_lines, "the head is within its limit");
  if (const auto wait = http::told_wait(got))
    must(*wait > http::duration(0), "a wait is longer than nothing");
  return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  const outcome whole = read(text, text.size());
  const outcome parts = read(text, std::max<std::size_t>(data[0], 1));
  if (!whole.failed) must(whole == parts, "the pieces make no difference");
  return 0;
}
