#include "emulator/message.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace rolecall::emulator {
namespace {

std::string_view reason(int status) {
  switch (status) {
  case 200: return "OK";
  case 201: return "Created";
  case 202: return "Accepted";
  case 204: return "No Content";
  case 206: return "Partial Content";
  case 207: return "Multi-Status";
  case 302: return "Found";
  case 304: return "Not Modified";
  case 307: return "Temporary Redirect";
  case 308: return "Permanent Redirect";
  case 400: return "Bad Request";
  case 401: return "Unauthorized";
  case 403: return "Forbidden";
  case 404: return "Not Found";
  case 405: return "Method Not Allowed";
  case 408: return "Request Timeout";
  case 409: return "Conflict";
  case 413: return "Content Too Large";
  case 422: return "Unprocessable Content";
  case 425: return "Too Early";
  case 429: return "Too Many Requests";
  case 500: return "Internal Server Error";
  case 502: return "Bad Gateway";
  case 503: return "Service Unavailable";
  case 504: return "Gateway Timeout";
  default: return "Unknown";
  }
}

bool has_no_body(int status) { return status == 204 || status == 304; }

} // namespace

std::optional<std::string_view> find_header(const std::vector<header>& headers, std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const header& h) { return base::same_but_case(h.name, name); });
  if (found == headers.end()) return std::nullopt;
  return found->value;
}

void set_header(std::vector<header>& headers, std::string_view name, std::string value) {
  remove_header(headers, name);
  headers.push_back({std::string(name), std::move(value)});
}

void remove_header(std::vector<header>& headers, std::string_view name) {
  std::erase_if(headers, [&](const header& h) { return base::same_but_case(h.name, name); });
}

bool is_answered(const response& answer) {
  return answer.how.sent != extent::nothing && answer.how.sent != extent::half_head;
}

std::string head_text(const response& answer) {
  std::string out = "HTTP/1.1 " + std::to_string(answer.status) + ' ';
  out += reason(answer.status);
  out += "\r\n";
  for (const auto& h : answer.headers) out.append(h.name).append(": ").append(h.value).append("\r\n");
  const bool told_already =
      find_header(answer.headers, "content-length") || find_header(answer.headers, "transfer-encoding");
  if (answer.how.length_told && !told_already && !has_no_body(answer.status))
    out.append("Content-Length: ").append(std::to_string(answer.body.size())).append("\r\n");
  return out += "\r\n";
}

} // namespace rolecall::emulator
