#include "cli/confirm.hpp"

#include "cli/output.hpp"

#include <iostream>
#include <string>

#include <unistd.h>

namespace rolecall::cli {

bool can_ask() { return ::isatty(STDIN_FILENO) == 1 && is_terminal(stream::err); }

bool confirmed() {
  put_error("Apply these changes? Only \"yes\" is a yes: ");
  std::string answer;
  return std::getline(std::cin, answer) && answer == "yes";
}

} // namespace rolecall::cli
