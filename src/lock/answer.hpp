#pragma once

#include "lock/record.hpp"

#include <optional>
#include <string>

namespace rolecall::lock {

enum class said {
  done,
  held,       ///< by `holder`, where it is known
  not_locked, ///< nobody holds it
  busy,       ///< somebody else looks at it right now; try again at once
  failed      ///< see `message`
};

/// What one attempt at a lock came to.
struct answer {
  answer() = default; // no aggregate: it is made beside a co_await
  explicit answer(said what) : is(what) {}
  static answer of(said what, std::optional<record> holder) {
    answer out(what);
    out.holder = std::move(holder);
    return out;
  }
  static answer failure(std::string why) {
    answer out(said::failed);
    out.message = std::move(why);
    return out;
  }

  said is = said::failed;
  std::optional<record> holder; ///< foreign text
  std::string message;          ///< lower case; safe for a terminal
};

} // namespace rolecall::lock
