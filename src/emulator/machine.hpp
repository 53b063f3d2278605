#pragma once

// The service itself: requests in, answers out, nothing else. Time is an argument and randomness has a seed,
// so that a run can be repeated exactly; what a fault does to the connection is part of the answer.

#include "emulator/behaviours.hpp"
#include "emulator/call.hpp"
#include "emulator/faults.hpp"
#include "emulator/message.hpp"
#include "emulator/routes.hpp"
#include "emulator/state.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::emulator {

struct machine_options {
  std::string admin_key = "sk-admin-emulator";
  std::uint64_t seed = 1;
  std::chrono::milliseconds latency{0}; ///< of every answer
  unix_time started = 1711471533;       ///< what time the first request is answered at
};

struct logged_request {
  std::uint64_t seq = 0;
  std::string method;
  std::string target;
  std::optional<int> status; ///< nothing: the client saw no answer
  std::string body;
  std::vector<std::string_view> faults = {}; ///< kinds of those it met
};

class machine {
public:
  using time_point = std::chrono::steady_clock::time_point;

  machine(machine_options options, state initial);

  /// `now` never goes back. Requests to /__emulator/ look at and steer the emulator itself.
  response handle(const request& asked, time_point now);

  /// The same for somebody else, as in a web interface: meets no fault and no limit, and is not logged.
  response handle_another(const request& asked, time_point now);

  [[nodiscard]] const state& organization() const { return org_; }
  void replace(state fresh);

  behaviours& behaves() { return how_; }
  void add(fault one) { faults_.push_back(std::move(one)); }
  void clear_faults() { faults_.clear(); }

  [[nodiscard]] const std::vector<logged_request>& log() const { return log_; }

private:
  struct past {
    state before;
    time_point written;
    int reads_left;
  };
  struct postponed {
    request asked;
    time_point due;
  };
  struct bucket {
    double tokens;
    time_point filled;
  };

  response control(const request& asked, time_point now);
  response serve(const request& asked, time_point now, logged_request& entry);
  response answer(const request& asked, const routed& to, const parsed_target& target, time_point now);
  response dispatch(const request& asked, const routed& to, const parsed_target& target, time_point now);
  void commit_postponed(time_point now);
  void check_key(const request& asked) const;
  void check_scope(const routed& to) const;
  std::optional<response> limited(const route& to, time_point now);
  state& as_seen(bool is_read, time_point now);
  void finish(response& out, time_point now);
  [[nodiscard]] unix_time unix_now(time_point now) const;

  machine_options options_;
  state org_;
  behaviours how_;
  std::vector<fault> faults_;
  base::random_source random_;
  cursor_book cursors_;
  std::deque<past> history_; ///< what reads still see, oldest first
  std::vector<postponed> postponed_;
  std::map<const route*, bucket> buckets_;
  std::vector<logged_request> log_;
  std::uint64_t served_ = 0;
  std::optional<time_point> first_;
};

} // namespace rolecall::emulator
