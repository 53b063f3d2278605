#pragma once

// A small organization behind a machine, and short ways to ask it.

#include "emulator/machine.hpp"

#include <boost/json.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::emulator {

extern const std::string_view small_organization; ///< a state file

struct reply {
  int status = 0;
  boost::json::value body; ///< null where the body is not JSON
  response raw;
};

class organization {
public:
  explicit organization(std::string_view state_file = small_organization);

  reply ask(std::string_view method, std::string_view path, std::string_view body = {});
  reply get(std::string_view path) { return ask("GET", path); }
  reply post(std::string_view path, std::string_view body) { return ask("POST", path, body); }
  reply del(std::string_view path) { return ask("DELETE", path); }

  /// The member of each item of every page, walked as the endpoint's variant demands.
  std::vector<std::string> walk(const std::string& path, const std::string& member = "id");

  /// A behaviour NAME=VALUE; fails the test if there is none.
  void behave(std::string_view assignment);
  void fail_with(std::string_view fault_spec);
  void pass(std::chrono::milliseconds time) { now_ += time; }

  machine& inside() { return machine_; }
  machine::time_point now() const { return now_; }

private:
  machine machine_;
  machine::time_point now_{std::chrono::hours(1)};
};

/// Ids of what a page holds.
std::vector<std::string> ids(const reply& page, const std::string& member = "id");

std::string text(const boost::json::value& value);

} // namespace rolecall::emulator
