#pragma once

// What the work of a command needs beside its options: calls, clocks, files, and who runs it. In a process
// connection.hpp makes it, in a simulation whoever simulates. Everything on one thread.

#include "api/client.hpp"
#include "base/instant.hpp"
#include "base/random_source.hpp"
#include "base/store.hpp"
#include "cli/exit_code.hpp"
#include "cli/memory.hpp"
#include "cli/options.hpp"
#include "cli/witness.hpp"
#include "http/caller.hpp"
#include "http/clock.hpp"
#include "http/transport.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace rolecall::cli {

/// What a session is made of. What is referred to must outlive it.
struct surroundings {
  http::transport& network;
  http::clock& time;
  base::store& files;
  std::function<base::instant()> wall; ///< the time of the calendar
  std::uint64_t seed = 0;              ///< of jitter and invented names
  std::string key_ending = {};         ///< of the admin key, as the API shows it
  std::string host = {};
  std::string address = {}; ///< which API this is: host, port where it is not the usual one, path
  std::string place = {};   ///< tells key and address apart, in what is remembered
  std::string folder = {};  ///< where one run keeps what the next may use; empty: nowhere
  std::string who = {};     ///< "ada@laptop"
  std::optional<http::duration> time_given = {}; ///< when the run must have ended; nothing: some day
  witness* seen_by = nullptr;
};

class session {
public:
  /// `chosen` must outlive it. Reads what earlier runs have kept.
  session(const options& chosen, surroundings of);

  api::client& api() { return api_; }
  http::clock& time() { return of_.time; }
  http::caller& calls() { return calls_; }
  base::store& files() { return of_.files; }
  base::random_source& random() { return random_; }
  witness& seen_by() { return of_.seen_by ? *of_.seen_by : nobody_; }
  /// What an interrupted reading has left, and where this one's goes.
  kept_reading& kept() { return kept_; }

  [[nodiscard]] base::instant wall() const { return of_.wall(); }
  [[nodiscard]] live::moment now() const;

  /// Last characters of the key, as the API shows them: to find it in the list of keys.
  [[nodiscard]] const std::string& key_ending() const { return of_.key_ending; }
  [[nodiscard]] const std::string& host() const { return of_.host; }
  /// Which API this is: host, port where it is not the usual one, path.
  [[nodiscard]] const std::string& address() const { return of_.address; }
  /// Who runs this, and where.
  [[nodiscard]] const std::string& who() const { return of_.who; }
  /// Where journals are; empty: nowhere.
  [[nodiscard]] const std::string& journals() const { return journals_; }

  /// The signal of that number has come: nothing new is started from now on. What the next run may use is
  /// kept right away, as a second signal leaves at once.
  void stop(int which);
  /// What stop() does beside that, as long as what is returned lives; which may outlive this.
  [[nodiscard]] std::shared_ptr<const std::function<void()>> at_stop(std::function<void()> then) {
    auto out = std::make_shared<const std::function<void()>>(std::move(then));
    at_stop_ = out;
    return out;
  }
  /// After that: gives what is in flight 5 s to finish, and gives it up then.
  boost::asio::awaitable<void> abandon_late();
  [[nodiscard]] bool interrupted() const { return stopped_by_ != 0; }
  /// The signal; 0: none.
  [[nodiscard]] int stopped_by() const { return stopped_by_; }

  /// `why_not` is asked before each request; a text ends the call that was to be made, with this reason.
  void send_unless(std::function<std::optional<std::string>()> why_not);
  /// Whether a request was sent that may have changed something.
  [[nodiscard]] bool wrote() const;

  /// Keeps what was learned of limits for the next run.
  void remember();

  /// A line about the calls made, for --verbose.
  [[nodiscard]] std::string calls_made() const;

private:
  surroundings of_;
  std::string journals_;
  base::random_source random_;
  http::caller calls_;
  api::client api_;
  kept_rates rates_;
  kept_reading kept_;
  witness nobody_;
  int stopped_by_ = 0;
  std::weak_ptr<const std::function<void()>> at_stop_;
};

/// Runs `work` to its end, with what comes after it in every run; the code with which the process ends.
boost::asio::awaitable<exit_code> run_in(const options& chosen, session& with,
                                         std::function<boost::asio::awaitable<exit_code>(session&)> work);

} // namespace rolecall::cli
