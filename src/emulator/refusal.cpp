#include "emulator/refusal.hpp"

#include "emulator/json_writer.hpp"

namespace rolecall::emulator {

refusal invalid(std::string param, std::string message) {
  return refusal{400, std::move(message), std::move(param), std::nullopt};
}

refusal not_found(const std::string& what, const std::string& id) {
  return refusal{404, what + " not found: " + id, std::nullopt, std::nullopt};
}

response error_answer(const refusal& why) {
  json_writer out;
  out.begin_object();
  out.key("error");
  out.begin_object();
  out.member("message", why.message);
  out.member("type", why.status >= 500 ? "server_error" : "invalid_request_error");
  out.member("param", why.param);
  out.member("code", why.code);
  out.end_object();
  out.end_object();
  response answer;
  answer.status = why.status;
  answer.body = out.take();
  return answer;
}

} // namespace rolecall::emulator
