#include "cli/confirm.hpp"

#include "cli/output.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <poll.h>
#include <string_view>
#include <unistd.h>

namespace rolecall::cli {
namespace {

using boost::asio::awaitable;

// Looked at from time to time: an event loop would make the terminal non-blocking, for everybody who has it
// open, and for longer than this program runs.
constexpr auto between_looks = std::chrono::milliseconds(50);
constexpr std::size_t longest_answer = 1000;

/// What has been typed by now, whole lines as terminals pass them on; nothing at the end of input.
std::optional<std::string> typed() {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  if (::poll(&input, 1, 0) <= 0) return "";
  std::array<char, 256> some{};
  const ssize_t got = ::read(STDIN_FILENO, some.data(), some.size());
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return "";
  if (got <= 0) return std::nullopt;
  return std::string(some.data(), static_cast<std::size_t>(got));
}

} // namespace

bool can_ask() { return ::isatty(STDIN_FILENO) == 1 && is_terminal(stream::err); }

awaitable<bool> confirmed(http::clock& time, std::function<bool()> stopped, std::string question) {
  put_error(question);
  std::string answer;
  while (!stopped() && answer.size() < longest_answer) {
    const auto more = typed();
    if (!more) co_return false; // also half a line: nobody pressed Enter
    answer += *more;
    const auto end = answer.find('\n');
    if (end != std::string::npos) co_return std::string_view(answer).substr(0, end) == "yes";
    if (more->empty()) co_await time.sleep_until(time.now() + between_looks);
  }
  if (stopped()) put_error("\n");
  co_return false;
}

} // namespace rolecall::cli
