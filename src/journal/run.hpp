#pragma once

// The journal of one run, read: what it was to do, what it sent, and what is open. Pure.

#include "journal/record.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rolecall::journal {

struct request {
  intent sent;
  std::optional<answer> heard;
};

/// An operation of the plan, as far as it came.
struct operation {
  std::size_t index = 0; ///< in the plan
  model::address at;
  plan::verb verb = plan::verb::create;
  std::vector<request> requests;
  std::optional<settled> came_to;
  std::vector<found> later; ///< what later runs found
};

struct owed {
  debt what;
  std::optional<paid> how;
};

struct run {
  begin head;
  std::vector<operation> operations;         ///< in the order in which each first came up
  std::map<std::size_t, std::size_t> places; ///< in `operations`, of each index in the plan
  std::vector<owed> debts;
  std::vector<end> ends;  ///< the first is of the run itself, if its `by` is empty
  std::size_t intact = 0; ///< bytes of the text that are whole records

  /// The run told how it ended.
  [[nodiscard]] bool ended() const { return !ends.empty() && ends.front().by.empty(); }
};

/// As if `next` were read after all others.
void add(run& to, const record& next);

/// Why a journal is not read.
struct unfit {
  enum class reason {
    empty,   ///< not even its first record was finished: nothing was sent
    damaged, ///< a record in it is not what was written
    newer    ///< of a version of rolecall that writes another form
  };
  reason why = reason::empty;
  std::size_t line = 1;      ///< where; from 1
  std::optional<begin> head; ///< if that could be read
};

/// What a crash tore off at the end is left out.
std::variant<run, unfit> read(std::string_view text);

/// Told from the last record alone: nothing in it is open. False also where it cannot be read.
bool is_closed(std::string_view text);

/// A write whose outcome the journal does not tell for good.
struct doubt {
  std::size_t operation = 0;
  model::address at;
  plan::action what;
  instant sent;       ///< the last time
  bool heard = false; ///< the server said yes, but nobody saw it in a list: something new that a late list
                      ///< may not show yet
};
/// In the order of the operations; without those that a later run has settled.
std::vector<doubt> doubts(const run& of);

std::vector<debt> unpaid(const run& of);

/// Something is in doubt or owed.
bool leaves_open(const run& of);

/// Its last record does not say that nothing is open: the next run looks into it.
bool is_open(const run& of);

/// How many operations it was to carry out.
std::size_t planned(const run& of);

} // namespace rolecall::journal
