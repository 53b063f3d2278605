#include "e2e/process.hpp"

#include "e2e/leaks.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <system_error>
#include <termios.h>
#include <unistd.h>
#include <utility>

namespace rolecall::e2e {
namespace {

constexpr auto patience = std::chrono::minutes(1); // far more than anything here takes, sanitizers included

void must(bool fine, const char* what) {
  if (!fine) throw std::system_error(errno, std::generic_category(), what);
}

/// Two ends of a way into or out of the child; ours is closed in it.
struct ends {
  int ours = -1;
  int its = -1;
};

ends new_pipe(bool into_child) {
  std::array<int, 2> both{};
  must(::pipe2(both.data(), O_CLOEXEC) == 0, "pipe2");
  return into_child ? ends{both[1], both[0]} : ends{both[0], both[1]};
}

ends new_terminal(unsigned short columns) {
  ends made;
  const winsize size{24, columns, 0, 0};
  must(::openpty(&made.ours, &made.its, nullptr, nullptr, &size) == 0, "openpty");
  ::fcntl(made.ours, F_SETFD, FD_CLOEXEC);
  ::fcntl(made.its, F_SETFD, FD_CLOEXEC);
  termios modes{};
  ::tcgetattr(made.its, &modes);
  modes.c_oflag &= ~static_cast<tcflag_t>(OPOST); // what is written is what is read here
  modes.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  ::tcsetattr(made.its, TCSANOW, &modes);
  return made;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  for (std::string& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

int exit_code(int status) { return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status); }

void close_end(int& end) {
  if (end >= 0) ::close(end);
  end = -1;
}

/// Wipes what posix_spawn needs, whichever way it ends.
struct spawn_plan {
  spawn_plan() {
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
  }
  spawn_plan(const spawn_plan&) = delete;
  spawn_plan& operator=(const spawn_plan&) = delete;
  ~spawn_plan() {
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
};

} // namespace

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

process::process(const command& how) : folder_(how.folder) {
  std::signal(SIGPIPE, SIG_IGN); // a child that does not read its input is no reason to die
  const ends in = how.terminal ? new_terminal(how.columns) : new_pipe(true);
  const ends out = how.terminal ? new_terminal(how.columns) : new_pipe(false);
  // A person types and reads on one terminal; stdout has its own here so that the two can be told apart.
  const ends err = how.terminal
                       ? ends{::fcntl(in.ours, F_DUPFD_CLOEXEC, 0), ::fcntl(in.its, F_DUPFD_CLOEXEC, 0)}
                       : new_pipe(false);
  input_ = in.ours;
  out_.from = out.ours;
  if (!how.is_read) close_end(out_.from);
  err_.from = err.ours;
  start(how, in.its, out.its, err.its);
  for (const int its : {in.its, out.its, err.its}) ::close(its);
  const std::string typed =
      how.terminal && how.ends_input ? how.input + '\x04' : how.input; // ^D: end of file
  type(typed);
  if (!how.terminal && how.ends_input) close_end(input_);
}

void process::start(const command& how, int in, int out, int err) {
  spawn_plan plan;
  ::posix_spawn_file_actions_adddup2(&plan.actions, in, 0);
  ::posix_spawn_file_actions_adddup2(&plan.actions, out, 1);
  ::posix_spawn_file_actions_adddup2(&plan.actions, err, 2);
  ::posix_spawn_file_actions_addclosefrom_np(&plan.actions, 3); // connections of the test are not the child's
  ::posix_spawn_file_actions_addchdir_np(&plan.actions, how.folder.c_str());
  sigset_t usual;
  ::sigemptyset(&usual);
  ::posix_spawnattr_setsigmask(&plan.attributes, &usual);
  ::sigaddset(&usual, SIGPIPE);
  ::posix_spawnattr_setsigdefault(&plan.attributes, &usual);
  ::posix_spawnattr_setflags(&plan.attributes,
                             POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
  for (const std::string& word : how.words) name_ += word + " ";
  std::vector<std::string> words = how.words;
  std::vector<std::string> environment;
  for (const auto& [name, value] : how.environment) environment.push_back(name + "=" + value);
  errno = ::posix_spawn(&pid_, how.words.front().c_str(), &plan.actions, &plan.attributes,
                        pointers(words).data(), pointers(environment).data());
  must(errno == 0, how.words.front().c_str());
}

process::~process() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, &status_, 0);
  }
  close_end(input_);
  close_end(out_.from);
  close_end(err_.from);
}

std::string process::first_line() {
  wind_watchdog();
  while (out_.text.find('\n') == std::string::npos) {
    if (out_.from < 0) give_up("a line on stdout");
    read_more();
  }
  return out_.text.substr(0, out_.text.find('\n'));
}

void process::wait_until_it_says(const std::string& text) {
  wind_watchdog();
  while (err_.text.find(text) == std::string::npos) {
    if (err_.from < 0) give_up("stderr: " + text);
    read_more();
  }
}

void process::type(const std::string& text) {
  const ssize_t written = ::write(input_, text.data(), text.size());
  must(written == static_cast<ssize_t>(text.size()) || errno == EPIPE, "write to the child");
}

void process::signal(int which) { ::kill(pid_, which); }

outcome process::finish() {
  wind_watchdog();
  while (out_.from >= 0 || err_.from >= 0) read_more();
  must(::waitpid(pid_, &status_, 0) == pid_, "waitpid");
  pid_ = -1;
  check_no_leak(out_.text, "stdout of " + name_);
  check_no_leak(err_.text, "stderr of " + name_);
  // What a test made for itself looks when it goes; there may be keys in it that the test put there.
  if (folder_.starts_with(ROLECALL_SOURCE_DIR)) check_no_leak_below(folder_);
  return {out_.text, err_.text, exit_code(status_), WIFSIGNALED(status_) && WCOREDUMP(status_)};
}

void process::wind_watchdog() { watchdog_ = std::chrono::steady_clock::now() + patience; }

void process::read_more() {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(watchdog_ - std::chrono::steady_clock::now());
  if (left.count() <= 0) give_up("its end");
  std::array<pollfd, 2> both{pollfd{out_.from, POLLIN, 0}, pollfd{err_.from, POLLIN, 0}};
  if (::poll(both.data(), both.size(), static_cast<int>(left.count())) < 0) return;
  if (both[0].revents != 0) take(out_);
  if (both[1].revents != 0) take(err_);
}

void process::take(stream& s) {
  std::array<char, 65536> some{};
  const ssize_t got = ::read(s.from, some.data(), some.size());
  if (got > 0) {
    s.text.append(some.data(), static_cast<std::size_t>(got));
  } else if (got == 0 || errno != EINTR) { // a terminal that nobody writes to any more answers EIO
    close_end(s.from);
  }
}

void process::give_up(const std::string& waiting_for) const {
  throw std::runtime_error("waited in vain for " + waiting_for + "; stdout: " + out_.text +
                           "; stderr: " + err_.text);
}

void wait_until(const std::function<bool()>& is_so) {
  const auto watchdog = std::chrono::steady_clock::now() + patience;
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > watchdog) throw std::runtime_error("waited in vain");
  }
}

outcome run(const command& how) { return process(how).finish(); }

} // namespace rolecall::e2e
