#include "cli/run.hpp"

#include <csignal>
#include <exception>
#include <fcntl.h>
#include <new>
#include <string_view>
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

/// Said without memory and without a stack to unwind: an allocation may fail where no exception may pass.
[[noreturn]] void leave(std::string_view why) {
  if (write(STDERR_FILENO, why.data(), why.size()) < 0) _exit(1);
  _exit(1);
}

[[noreturn]] void leave_without_memory() {
  leave("rolecall: out of memory. What was already changed is changed; run again with more memory.\n");
}

[[noreturn]] void leave_by_a_bug() {
  if (const auto thrown = std::current_exception()) {
    try {
      std::rethrow_exception(thrown);
    } catch (const std::bad_alloc&) {
      leave_without_memory();
    } catch (...) {
    }
  }
  leave("rolecall: internal error. This is a bug of rolecall; what was already changed is changed.\n");
}

} // namespace

int main(int argc, char** argv) {
  std::set_new_handler(leave_without_memory);
  std::set_terminate(leave_by_a_bug);
  occupy_standard_streams();
  // The admin key must not reach a core file; a closed pipe, and a file that may not grow, are write errors
  // and no death.
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  return rolecall::cli::run(argc, argv);
}
