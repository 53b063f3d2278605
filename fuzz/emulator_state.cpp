// Any text as a state file of the emulator: what is read is the same when it is written and read again.

#include "emulator/state_file.hpp"
#include "fuzz/must.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

using rolecall::fuzz::must;
namespace emulator = rolecall::emulator;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr const char* key = "sk-admin-fuzz";
  const auto read = emulator::read_state(text, key);
  if (const auto* problem = std::get_if<emulator::state_problem>(&read)) {
    must(!problem->message.empty(), "a failure has a reason");
    return 0;
  }
  const std::string once = emulator::write_state(std::get<emulator::state>(read));
  const auto again = emulator::read_state(once, key);
  must(std::holds_alternative<emulator::state>(again), "what was written can be read");
  must(emulator::write_state(std::get<emulator::state>(again)) == once, "and is the same");
  return 0;
}
