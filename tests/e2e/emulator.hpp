#pragma once

// The real rolecall-emulator over real TLS, and what a test may ask of it.

#include "e2e/folder.hpp"
#include "e2e/leaks.hpp"
#include "e2e/process.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::e2e {

/// A name that the emulators' certificate has beside 127.0.0.1; no resolver knows it, only a proxy can.
inline constexpr std::string_view proxied_name = "api.rolecall.test";

/// PEM file with the authority that signed the emulators' certificate.
const std::string& authority_file();

struct request {
  std::string method;
  std::string target;
  int status = 0; ///< 0: the client saw no answer
};

struct answer {
  int status = 0;
  std::string body;
};

class emulator {
public:
  /// With the organization in `state_file`; returns when it listens.
  explicit emulator(const std::string& state_file, const std::vector<std::string>& options = {});
  ~emulator(); ///< stops it

  [[nodiscard]] const std::string& base_url() const { return base_url_; }
  [[nodiscard]] std::uint16_t port() const;

  /// Where runs against it remember things.
  [[nodiscard]] const std::string& state_home() const { return remembered_.path(); }

  /// Received since the start or the last forget().
  std::vector<request> requests();
  std::vector<request> writes();
  void forget();
  void behave(const std::string& name, const std::string& value);
  /// In place of the faults so far.
  void fail(const std::vector<std::string>& faults);
  /// The organization as JSON, in the form of a state file.
  std::string state();

  /// What somebody else does with the same key, below /v1.
  answer post(const std::string& target, const std::string& body);

private:
  struct connection;
  answer ask(const std::string& method, const std::string& target, const std::string& body = {});
  answer control(const std::string& method, const std::string& name, const std::string& body = {});

  folder remembered_;
  process server_;
  std::string base_url_;
  std::unique_ptr<connection> connection_;
};

/// Of an emulator's state: names that two roles of one scope, two groups or two projects bear.
std::vector<std::string> duplicates(const std::string& state);

} // namespace rolecall::e2e
