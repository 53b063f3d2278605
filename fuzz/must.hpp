#pragma once

// What has to be true of any input at all. A fuzzer takes the end of the process for a finding.

#include <cstdio>
#include <cstdlib>

namespace rolecall::fuzz {

inline void must(bool fine, const char* what) {
  if (fine) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

} // namespace rolecall::fuzz
