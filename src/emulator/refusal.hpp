#pragma once

// How an endpoint says no. Thrown before anything is changed and turned into an answer in one place, so that
// the endpoints read as what they do when all is well.

#include "emulator/message.hpp"

#include <optional>
#include <string>

namespace rolecall::emulator {

struct refusal {
  int status = 400;
  std::string message;
  std::optional<std::string> param;
  std::optional<std::string> code;
};

/// 400 for a wrong member of the body or the query.
refusal invalid(std::string param, std::string message);

/// 404: `what` is a noun as "Role".
refusal not_found(const std::string& what, const std::string& id);

/// The error body with all its four members.
response error_answer(const refusal& why);

} // namespace rolecall::emulator
