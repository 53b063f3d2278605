#include "cli/stop_signals.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace rolecall::cli {
namespace {

constexpr std::array watched{SIGINT, SIGTERM, SIGHUP};

// All that a signal handler may touch.
volatile std::sig_atomic_t first = 0;
volatile std::sig_atomic_t wake_loop = -1; ///< the end of a pipe

extern "C" void rolecall_on_stop_signal(int which) {
  if (first != 0) ::_exit(128 + which);
  first = which;
  const int saved = errno;
  if (::write(wake_loop, "!", 1) < 0) {
    // The pipe is empty but for this byte and cannot be full.
  }
  errno = saved;
}

} // namespace

struct stop_signals::parts {
  explicit parts(const boost::asio::any_io_executor& executor) : woken(executor) {}
  boost::asio::posix::stream_descriptor woken;
  int write_end = -1;
  std::array<struct sigaction, watched.size()> before{};
};

stop_signals::stop_signals(boost::asio::any_io_executor executor, std::function<void(int)> asked)
    : parts_(std::make_unique<parts>(executor)) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
    throw std::system_error(errno, std::generic_category(), "pipe");
  parts_->woken.assign(ends[0]);
  parts_->write_end = ends[1];
  first = 0;
  wake_loop = ends[1];
  parts_->woken.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                           [asked = std::move(asked)](const boost::system::error_code& ec) {
                             if (!ec) asked(first);
                           });
  struct sigaction ours {};
  ours.sa_handler = rolecall_on_stop_signal;
  ours.sa_flags = SA_RESTART;
  for (std::size_t i = 0; i < watched.size(); ++i) {
    ::sigaction(watched[i], nullptr, &parts_->before[i]);
    if (parts_->before[i].sa_handler != SIG_IGN) ::sigaction(watched[i], &ours, nullptr);
  }
}

stop_signals::~stop_signals() {
  for (std::size_t i = 0; i < watched.size(); ++i) ::sigaction(watched[i], &parts_->before[i], nullptr);
  wake_loop = -1;
  ::close(parts_->write_end);
}

} // namespace rolecall::cli
