#pragma once

// Things that go wrong, one after the other as told: KIND[=ARG,...][@METHOD PATH-GLOB][#TIMES][~SKIP].
// A fault is matched against a request, says when the request takes effect, and shapes the answer.

#include "emulator/message.hpp"
#include "emulator/state.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rolecall::emulator {

/// When a request that meets a fault takes effect: never, as ever, or only a while after the answer.
enum class effect { never, now, late };

struct fault_argument {
  std::string name;
  std::string value; ///< behind a colon; may be empty
};

struct fault_kind;

struct fault_problem {
  std::string message;
};

class fault {
public:
  static std::variant<fault, fault_problem> parse(std::string_view spec);

  /// Whether this request meets the fault; counts it. `path` is below /v1, without the query.
  bool meets(std::string_view method, std::string_view path, bool is_list);

  /// Of its kind.
  [[nodiscard]] std::string_view name() const;
  [[nodiscard]] effect when() const;
  [[nodiscard]] std::chrono::milliseconds late_by() const;

  /// Makes the answer what the fault wants it to be. `now` is for dates.
  void shape(response& answer, unix_time now) const;

private:
  fault() = default;

  const fault_kind* kind_ = nullptr;
  std::vector<fault_argument> arguments_;
  std::string method_ = "*";
  std::string path_ = "*";
  int times_ = -1; ///< how often yet; -1: no end
  int skip_ = 0;
};

/// The grammar with examples and the table of kinds, for --help.
std::string fault_help();

} // namespace rolecall::emulator
