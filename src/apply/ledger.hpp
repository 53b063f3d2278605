#pragma once

// What a run writes into its journal, by whom and when: intents are on the disk before their request is sent;
// workers that come while a sync is due share it.

#include "http/message.hpp"
#include "http/waiting_line.hpp"
#include "journal/log.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace rolecall::apply {

class ledger {
public:
  using clock = std::function<journal::instant()>;

  /// `to` outlives this; `wall` tells the time of the calendar.
  ledger(journal::log& to, clock wall) : log_(to), wall_(std::move(wall)) {}

  /// Says that `what` is about to be sent, as operation `index`; the number under which to say what came of
  /// it, or why it must not be sent.
  boost::asio::awaitable<std::variant<std::size_t, std::string>>
  intend(std::size_t index, model::address at, plan::action what, const http::request& how);

  void heard(std::size_t number, const http::result<http::response>& outcome);
  void came_to(std::size_t index, const plan::operation& op, const plan::step& now, const std::string& id);

  /// Something is given in passing by the next intent; returns its number.
  std::size_t owe(model::address at, plan::unassign_role back);
  void pay(std::size_t number, std::string how);

  /// The last word of the run, on the disk unless there is a failure.
  void end(std::string what);

  [[nodiscard]] const std::optional<std::string>& failure() const { return log_.failure(); }

private:
  boost::asio::awaitable<void> sync();

  journal::log& log_;
  clock wall_;
  http::waiting_line synced_;
  bool sync_due_ = false;
  std::size_t on_disk_ = 0; ///< records
  std::size_t numbers_ = 0;
};

} // namespace rolecall::apply
