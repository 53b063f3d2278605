#include "cli/output.hpp"

#include "base/disk_store.hpp"
#include "base/text.hpp"
#include "base/write_all.hpp"
#include "cli/environment.hpp"
#include "http/log.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rolecall::cli {
namespace {

kept_output* kept = nullptr; ///< in the place of stdout and stderr

/// How much of a line the terminal on stderr can show without going on in the next.
std::size_t columns() {
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return known ? size.ws_col - 1U : std::string::npos;
}

bool fail(const std::string& what) {
  say(what + ": " + std::strerror(errno));
  return false;
}

/// A pipe or device, or a name in /dev of one of our own streams: to be written to, not to be replaced.
bool is_stream(const std::string& path) {
  struct stat itself {};
  struct stat behind {};
  if (::lstat(path.c_str(), &itself) != 0 || ::stat(path.c_str(), &behind) != 0) return false;
  const bool our_stream = S_ISLNK(itself.st_mode) && path.starts_with("/dev/");
  return our_stream || !(S_ISREG(behind.st_mode) || S_ISDIR(behind.st_mode));
}

bool put_into_stream(const std::string& path, const std::string& data) {
  const int stream = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY);
  const bool written = stream >= 0 && base::write_all(stream, data);
  if (!written) fail("cannot write " + base::printable(path));
  if (stream >= 0) ::close(stream);
  return written;
}

} // namespace

bool put_file(const std::string& path, const std::string& data) {
  if (is_stream(path)) return put_into_stream(path, data);
  const auto failed = base::disk_store().replace(path, data);
  if (failed) say(failed->message);
  return !failed;
}

kept_output::kept_output() { kept = this; }
kept_output::~kept_output() { kept = nullptr; }

bool is_terminal(stream which) {
  return !kept && ::isatty(which == stream::out ? STDOUT_FILENO : STDERR_FILENO) == 1;
}

bool use_color(coloring flag, stream which) {
  if (flag != coloring::automatic) return flag == coloring::always;
  if (!environment("NO_COLOR").empty()) return false;
  const std::string force = environment("CLICOLOR_FORCE");
  if (!force.empty() && force != "0") return true;
  if (environment("CLICOLOR") == "0" || environment("TERM") == "dumb") return false;
  return is_terminal(which);
}

bool put_data(const options& chosen, const std::string& data) {
  if (!chosen.output.empty()) return put_file(chosen.output, data);
  return put_stdout(data);
}

bool put_stdout(const std::string& data) {
  if (kept) {
    kept->out += data;
    return true;
  }
  return base::write_all(STDOUT_FILENO, data) || fail("cannot write to standard output");
}

void put_error(const std::string& text) {
  const std::string shown = http::log::without_secrets(text);
  if (kept)
    kept->err += shown;
  else
    base::write_all(STDERR_FILENO, shown);
}

void say(const std::string& message) { put_error("rolecall: " + message + "\n"); }

progress::progress(const options& chosen) : wanted_(!chosen.quiet && is_terminal(stream::err)) {}

void progress::show(const std::string& line) {
  if (!wanted_) return;
  put_error("\r\x1b[K" + line.substr(0, columns()));
  shown_ = true;
}

void progress::clear() {
  if (shown_) put_error("\r\x1b[K");
  shown_ = false;
}

} // namespace rolecall::cli
