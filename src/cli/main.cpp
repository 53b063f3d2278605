#include "cli/run.hpp"

#include <csignal>
#include <sys/prctl.h>
#include <sys/resource.h>

int main(int argc, char** argv) {
  // The admin key must not reach a core file, and a closed pipe is a write error, not a death.
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  std::signal(SIGPIPE, SIG_IGN);
  return rolecall::cli::run(argc, argv);
}
