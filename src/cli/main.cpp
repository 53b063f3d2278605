#include "cli/run.hpp"

#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace {

/// Where a standard stream is closed, the next thing opened would get its number, and a plan be written into
/// a connection. What takes its place can be neither read nor written.
void occupy_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) >= 0) continue;
    if (open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY) != stream) _exit(1);
  }
}

} // namespace

int main(int argc, char** argv) {
  occupy_standard_streams();
  // The admin key must not reach a core file, and a closed pipe is a write error, not a death.
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  std::signal(SIGPIPE, SIG_IGN);
  return rolecall::cli::run(argc, argv);
}
