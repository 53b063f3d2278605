#pragma once

// What a journal consists of: one record a line, in the order of what happened. A record is there before what
// it announces is done.

#include "base/instant.hpp"
#include "model/address.hpp"
#include "plan/plan.hpp"
#include "plan/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace rolecall::journal {

using base::instant;

/// Of the form that is written and read here; a newer one is refused.
inline constexpr std::size_t format = 1;

/// The first record: whose run this is.
struct begin {
  std::string run; ///< "20261201T051456Z-4f2a91c0": also the name of the file, before its ending
  instant at;
  std::string version;      ///< of rolecall
  std::string organization; ///< id; empty: the server did not tell
  std::string api;          ///< "api.openai.com/v1"
  std::string who;          ///< "ada@laptop"
  std::string plan;         ///< a hash of it
  plan::summary counts;     ///< what the plan was to do
};

/// A write that is sent as soon as this is on the disk. `what` and `at` are enough to judge by a complete
/// list what became of it: every target in it has its id.
struct intent {
  std::size_t number = 0;
  std::size_t operation = 0; ///< index in the plan
  model::address at;
  plan::action what;
  std::string method;
  std::string path; ///< below the base URL
  std::string body; ///< a hash of it; empty: there is none
  instant time;
};

enum class fate {
  done,
  failed, ///< nothing was done
  unknown ///< only reading can tell
};

/// What the server said to an intent.
struct answer {
  std::size_t number = 0; ///< of the intent
  fate is = fate::unknown;
  int status = 0;      ///< 0: no response
  std::string request; ///< the server's x-request-id; may be empty
  std::string message; ///< why there is no response; may be empty
  instant time;
};

/// What an operation of the plan came to; a later record of the same operation counts.
struct settled {
  std::size_t operation = 0;
  model::address at;
  plan::verb verb = plan::verb::create;
  plan::step now;
  std::string id; ///< of what a creation made or found
};

/// Something that a run has given in passing and must take back.
struct debt {
  std::size_t number = 0;
  model::address at;
  plan::unassign_role what;
};
struct paid {
  std::size_t number = 0; ///< of the debt
  std::string how;
};

/// What a later run found out about a doubtful write: about all intents of that operation and address.
struct found {
  std::size_t operation = 0;
  model::address at;
  std::string was; ///< "done", "not done", "not seen" (it may still turn up), "changed by others", "gone"
  std::string detail;
  instant time;
};

/// The last record: of the run itself, or of a later one that settled what was open.
struct end {
  instant at;
  std::string by;    ///< the later run's user and host; empty: the run itself
  std::string what;  ///< "done", "part way", "failed" (nothing was, nor may have been, done), "stopped"
  bool open = false; ///< something is in doubt, or owed
};

using record = std::variant<begin, intent, answer, settled, debt, paid, found, end>;

/// With its checksum and line end.
std::string line(const record& what);

/// Why a line is no record that can be believed.
enum class line_problem {
  damaged, ///< not what was written
  newer    ///< whole, but of a form that this version does not know
};

/// `text` without the line end.
std::variant<record, line_problem> parse_line(std::string_view text);

/// The words of format and outputs.
std::string_view word(fate is);

} // namespace rolecall::journal
