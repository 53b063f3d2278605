// Any text as a saved plan: as it is, and with the digest that belongs to it. What is accepted is the same
// plan when it is written and read again.

#include "fuzz/must.hpp"
#include "plan/digest.hpp"
#include "plan/plan_json.hpp"
#include "plan/plan_read.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

using rolecall::fuzz::must;
namespace plan = rolecall::plan;

namespace {

/// The object `text`, which may end in a digest, with the right one; nothing special where `text` is no
/// object.
std::string sealed(std::string_view text) {
  const std::size_t end = plan::is_intact(text) ? text.rfind(',') : text.rfind('}');
  const std::string open(text.substr(0, end));
  return open + ",\"" + std::string(plan::digest_key) + "\":\"" + plan::digest_of(open + "}") + "\"}";
}

void check(std::string_view text) {
  const auto read = plan::from_json(text);
  if (const auto* no = std::get_if<plan::no_plan>(&read))
    return must(!no->why.empty(), "a refusal has words");
  const auto& accepted = std::get<plan::plan>(read);
  must(plan::is_intact(text) == true, "what is accepted is what was written");
  const std::string once = plan::to_json(accepted);
  const auto again = plan::from_json(once);
  must(std::holds_alternative<plan::plan>(again), "what was written can be read");
  must(std::get<plan::plan>(again) == accepted, "and is the same plan");
  must(plan::to_json(std::get<plan::plan>(again)) == once, "and the same text");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(text);
  check(sealed(text));
  return 0;
}
