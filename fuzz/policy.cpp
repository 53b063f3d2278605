// Any bytes as a policy file: a policy or errors, never both, and no byte of it gets to the terminal as it
// is.

#include "fuzz/must.hpp"
#include "policy/load.hpp"
#include "report/diagnostics_text.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using rolecall::fuzz::must;
using namespace rolecall;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::vector<policy::source> sources{{"p.yaml", std::string(text)}};
  const policy::loaded read = policy::load(sources);
  must(read.policy.has_value() == !base::has_errors(read.diagnostics), "a policy or errors");
  for (const base::diagnostic& d : read.diagnostics) {
    must(d.rule.size() == 5 && !d.message.empty(), "every finding has a rule and a message");
    must(d.at.begin.line >= 0 && d.at.length >= 1, "and a place");
  }
  const std::string said = report::diagnostics_text(read.diagnostics, report::color::off);
  for (const char c : said) must(c == '\n' || (c >= ' ' || c < 0), "no control gets through");
  return 0;
}
