#include "cli/confirm.hpp"

#include "cli/output.hpp"

#include <csignal>
#include <iostream>
#include <string>
#include <unistd.h>

namespace rolecall::cli {
namespace {

/// While this lives, Ctrl-C ends the program as it ends any other: nothing is in flight that had to be
/// finished, and nobody who waits for an answer looks at signals.
class usual_signals {
public:
  usual_signals() {
    struct sigaction usual {};
    usual.sa_handler = SIG_DFL;
    ::sigaction(SIGINT, &usual, &interrupt_);
    ::sigaction(SIGTERM, &usual, &terminate_);
    ::sigaction(SIGHUP, &usual, &hang_up_);
  }
  usual_signals(const usual_signals&) = delete;
  usual_signals& operator=(const usual_signals&) = delete;
  ~usual_signals() {
    ::sigaction(SIGINT, &interrupt_, nullptr);
    ::sigaction(SIGTERM, &terminate_, nullptr);
    ::sigaction(SIGHUP, &hang_up_, nullptr);
  }

private:
  struct sigaction interrupt_ {};
  struct sigaction terminate_ {};
  struct sigaction hang_up_ {};
};

} // namespace

bool can_ask() { return ::isatty(STDIN_FILENO) == 1 && is_terminal(stream::err); }

bool confirmed() {
  const usual_signals while_asking;
  put_error("Apply these changes? Only \"yes\" is a yes: ");
  std::string answer;
  return std::getline(std::cin, answer) && answer == "yes";
}

} // namespace rolecall::cli
