#pragma once

// One run's connection to the API: event loop, clock, transport, pacing, client, signals. Everything on one
// thread.

#include "api/client.hpp"
#include "cli/exit_code.hpp"
#include "cli/memory.hpp"
#include "cli/options.hpp"
#include "http/clock.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <variant>

namespace rolecall::cli {

class session {
public:
  /// Finds key and address; makes no call. The text says what is wrong.
  static std::variant<std::unique_ptr<session>, std::string> open(const options& chosen);
  ~session();

  api::client& api();
  http::clock& time();
  http::caller& calls();
  /// What an interrupted reading has left, and where this one's goes.
  kept_reading& kept();
  [[nodiscard]] live::moment now() const;

  /// Last characters of the key, as the API shows them: to find it in the list of keys.
  [[nodiscard]] const std::string& key_ending() const;
  [[nodiscard]] const std::string& host() const;

  /// Runs `work` to its end. The first SIGINT or SIGTERM lets what is in flight finish and starts nothing
  /// new; the second ends the process at once.
  exit_code run(std::function<boost::asio::awaitable<exit_code>()> work);
  [[nodiscard]] bool interrupted() const;

  /// A line about the calls made, for --verbose.
  [[nodiscard]] std::string calls_made() const;

private:
  struct parts;
  explicit session(std::unique_ptr<parts> all);
  std::unique_ptr<parts> all_;
};

/// What earlier runs have learned with this key at this address; nothing where there is no key.
std::map<std::string, http::known_pace> paces_from_memory(const options& chosen);

/// Opens a session and runs `work` in it; says on stderr why there is none.
exit_code run_connected(const options& chosen,
                        std::function<boost::asio::awaitable<exit_code>(session&)> work);

} // namespace rolecall::cli
