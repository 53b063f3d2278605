#pragma once

// A program run as a person or a pipeline runs it: own environment and folder, pipes or terminals, nothing
// shared with the test.

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace rolecall::e2e {

struct command {
  std::vector<std::string> words;                 ///< the program's path first
  std::map<std::string, std::string> environment; ///< all of it
  std::string folder = "/";
  std::string input = {};
  bool ends_input = true;     ///< end of file behind `input`, else stdin stays open
  bool terminal = false;      ///< stdin, stdout and stderr are terminals, else pipes
  unsigned short columns = 0; ///< of the terminal; 0: not known
  bool is_read = true;        ///< else the reader of stdout is gone before it starts
};

struct outcome {
  std::string out;
  std::string err;
  int code = 0; ///< 128+n if signal n ended it
  bool dumped_core = false;
};

/// Whether `part` is somewhere in `text`.
bool holds(const std::string& text, const std::string& part);

/// Starts the command. What hangs is killed by a watchdog, with an exception that says what it had printed.
class process {
public:
  explicit process(const command& how);
  process(const process&) = delete;
  process& operator=(const process&) = delete;
  ~process(); ///< kills what still runs

  /// Waits for the first whole line on stdout.
  std::string first_line();
  /// Waits until stderr has `text`.
  void wait_until_it_says(const std::string& text);
  /// More input for a child whose input was not ended.
  void type(const std::string& text);
  void signal(int which);
  [[nodiscard]] pid_t id() const { return pid_; }
  /// Waits for its end. Fails the test if a part of a key came out, or into the folder of an example.
  outcome finish();

private:
  struct stream {
    int from = -1;
    std::string text;
  };
  void start(const command& how, int in, int out, int err);
  void wind_watchdog();
  void read_more();
  void take(stream& s);
  [[noreturn]] void give_up(const std::string& waiting_for) const;

  std::string name_; ///< its command line
  std::string folder_;
  pid_t pid_ = -1;
  int input_ = -1; ///< ours, of the child's stdin
  stream out_;
  stream err_;
  int status_ = 0;
  std::chrono::steady_clock::time_point watchdog_;
};

/// Asks again and again until it is so; an exception if it never is.
void wait_until(const std::function<bool()>& is_so);

/// From start to end.
outcome run(const command& how);

} // namespace rolecall::e2e
