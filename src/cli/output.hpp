#pragma once

// Where output goes: data to stdout or a file, messages and progress to stderr.

#include "cli/options.hpp"

#include <cstddef>
#include <string>

namespace rolecall::cli {

enum class stream { out, err };

/// While it lives, what would go to stdout and stderr is kept here, and neither of them is a terminal: for
/// runs within another process. One at a time.
class kept_output {
public:
  kept_output();
  ~kept_output();
  kept_output(const kept_output&) = delete;
  kept_output& operator=(const kept_output&) = delete;

  std::string out;
  std::string err;
};

bool is_terminal(stream which);

/// Flag, NO_COLOR, CLICOLOR_FORCE, CLICOLOR, TERM, terminal: in this order.
bool use_color(coloring flag, stream which);

/// Writes data where --output says; a file is written beside its place and renamed, mode 0600, but a pipe or
/// device is written to. False, with a message on stderr, if it could not be written.
bool put_data(const options& chosen, const std::string& data);

/// Writes a file as put_data() does. False, with a message on stderr, if it could not be written.
bool put_file(const std::string& path, const std::string& data);

/// Writes data to stdout, whatever --output says. False, with a message on stderr, if that failed.
bool put_stdout(const std::string& data);

/// A line for people on stderr; "rolecall: " is put before it, a line end after.
void say(const std::string& message);

/// Text that is a whole message already.
void put_error(const std::string& text);

/// One line on stderr that is written over; nothing where stderr is no terminal, or with --quiet.
class progress {
public:
  explicit progress(const options& chosen);
  ~progress() { clear(); }
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;

  /// Whether anybody looks.
  [[nodiscard]] bool is_seen() const { return wanted_; }
  void show(const std::string& line);
  void clear();

private:
  bool wanted_;
  bool shown_ = false;
};

} // namespace rolecall::cli
