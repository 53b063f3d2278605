#include "emulator/fault_kinds.hpp"
#include "emulator/http_date.hpp"
#include "emulator/refusal.hpp"

#include <array>
#include <charconv>

// Statuses, the connection, and how an answer is framed.

namespace rolecall::emulator {
namespace {

constexpr const char* html =
    "<!DOCTYPE html>\n<html><head><title>Error</title></head><body><h1>Error</h1></body></html>\n";

void make_html(response& answer) {
  set_header(answer.headers, "Content-Type", "text/html; charset=UTF-8");
  answer.body = html;
}

/// `date+N` and `date-N` become a date so many seconds from now; the rest is sent as it stands.
std::string pause_text(const std::string& given, unix_time now) {
  if (!given.starts_with("date+") && !given.starts_with("date-")) return given;
  std::int64_t seconds = 0;
  std::from_chars(given.data() + 5, given.data() + given.size(), seconds);
  return http_date(given[4] == '+' ? now + seconds : now - seconds);
}

void add_pauses(const fault_call& f, response& answer) {
  if (const auto* pause = f.find("retry-after"))
    set_header(answer.headers, "Retry-After", pause_text(pause->value, f.now));
  if (const auto* pause = f.find("retry-after-ms"))
    set_header(answer.headers, "retry-after-ms", pause->value);
  if (const auto* second = f.find("again"))
    answer.headers.push_back({"Retry-After", pause_text(second->value, f.now)});
  if (const auto* should = f.find("should-retry"))
    set_header(answer.headers, "x-should-retry", should->value);
}

void become(const fault_call& f, response& answer, const refusal& why) {
  auto made = error_answer(why);
  answer.status = made.status;
  answer.body = std::move(made.body);
  set_header(answer.headers, "Content-Type", "application/json");
  if (f.has("html")) make_html(answer);
  if (f.has("empty")) answer.body.clear();
  add_pauses(f, answer);
}

template <int Status>
void answer_status(const fault_call& f, response& answer) {
  become(f, answer,
         {Status, "The server had an error while processing your request.", std::nullopt, std::nullopt});
}

template <int Status>
void gateway_status(const fault_call& f, response& answer) {
  answer_status<Status>(f, answer);
  if (!f.has("json") && !f.has("empty")) make_html(answer);
}

void unauthorized(const fault_call& f, response& answer) {
  become(f, answer, {401, "Incorrect API key provided.", std::nullopt, "invalid_api_key"});
}

void forbidden(const fault_call& f, response& answer) {
  become(f, answer,
         {403, "You have insufficient permissions for this operation.", std::nullopt, std::nullopt});
}

void too_many(const fault_call& f, response& answer) {
  std::string message = "You've exceeded the rate limit, please slow down.";
  if (const auto* pause = f.find("text"))
    message =
        "You've exceeded the rate limit, please slow down and try again after " + pause->value + " seconds.";
  if (f.has("quota"))
    return become(f, answer,
                  {429, "You exceeded your current quota, please check your plan and billing details.",
                   std::nullopt, "insufficient_quota"});
  become(f, answer, {429, message, std::nullopt, "rate_limit_exceeded"});
}

template <int Status>
void only_status(const fault_call&, response& answer) {
  answer.status = Status;
}

template <int Status>
void bare_status(const fault_call&, response& answer) {
  answer.status = Status;
  answer.body.clear();
  remove_header(answer.headers, "content-type");
}

extent extent_of(const fault_call& f) {
  if (f.has("head")) return extent::half_head;
  if (f.has("body")) return extent::half_body;
  return extent::nothing;
}

template <ending End>
void break_off(const fault_call& f, response& answer) {
  answer.how.sent = extent_of(f);
  answer.how.then = End;
}

void stall(const fault_call& f, response& answer) {
  answer.how.sent = f.has("head") ? extent::head : extent_of(f);
  answer.how.then = ending::hang;
}

template <ending End>
void end_with(const fault_call&, response& answer) {
  answer.how.then = End;
}

void say_close(const fault_call&, response& answer) {
  set_header(answer.headers, "Connection", "close");
  answer.how.then = ending::close;
}

void delay(const fault_call& f, response& answer) {
  answer.how.delay += std::chrono::milliseconds(f.number(1000));
}
void slow_head(const fault_call& f, response& answer) {
  answer.how.head_pace = std::chrono::milliseconds(f.number(100));
}
void trickle(const fault_call& f, response& answer) {
  answer.how.body_pace = std::chrono::milliseconds(f.number(100));
}

void informational(const fault_call& f, response& answer) {
  answer.how.preamble = f.number(103) == 100 ? "HTTP/1.1 100 Continue\r\n\r\n"
                                             : "HTTP/1.1 103 Early Hints\r\nLink: </>; rel=preload\r\n\r\n";
}

void leftover(const fault_call&, response& answer) { answer.how.leftover = "leftover bytes of nobody"; }
void two_responses(const fault_call&, response& answer) {
  answer.how.leftover = head_text(answer) + answer.body;
}

void body_on_204(const fault_call&, response& answer) {
  answer.status = 204;
  set_header(answer.headers, "Content-Length", std::to_string(answer.body.size()));
}

void huge_headers(const fault_call& f, response& answer) {
  set_header(answer.headers, "x-padding", std::string(static_cast<std::size_t>(f.number(65536)), 'x'));
}

void many_headers(const fault_call& f, response& answer) {
  for (int i = 0; i < f.number(1000); ++i) answer.headers.push_back({"x-header-" + std::to_string(i), "x"});
}

void long_length(const fault_call&, response& answer) {
  set_header(answer.headers, "Content-Length", std::to_string(answer.body.size() + 10));
  answer.how.then = ending::close;
}

void short_length(const fault_call&, response& answer) {
  set_header(answer.headers, "Content-Length",
             std::to_string(answer.body.size() - std::min<std::size_t>(answer.body.size(), 1)));
}

void two_lengths(const fault_call&, response& answer) {
  set_header(answer.headers, "Content-Length", std::to_string(answer.body.size()));
  answer.headers.push_back({"Content-Length", std::to_string(answer.body.size() + 7)});
}

void no_length(const fault_call&, response& answer) {
  answer.how.length_told = false;
  answer.how.then = ending::close;
}

void chunk(response& answer, std::size_t extension) {
  std::array<char, 17> size{};
  const auto end = std::to_chars(size.data(), size.data() + size.size(), answer.body.size(), 16).ptr;
  std::string out(size.data(), end);
  if (extension > 0) out += ";x=" + std::string(extension, 'x');
  answer.body = out + "\r\n" + answer.body + "\r\n0\r\n\r\n";
  set_header(answer.headers, "Transfer-Encoding", "chunked");
}

void chunked(const fault_call&, response& answer) {
  if (!answer.body.empty()) chunk(answer, 0);
}

void chunk_extension(const fault_call& f, response& answer) {
  if (!answer.body.empty()) chunk(answer, static_cast<std::size_t>(f.number(1 << 20)));
}

void gzip(const fault_call&, response& answer) { set_header(answer.headers, "Content-Encoding", "gzip"); }

void coded_transfer(const fault_call&, response& answer) {
  set_header(answer.headers, "Transfer-Encoding", "gzip, chunked");
  answer.how.then = ending::close;
}

void redirect(const fault_call& f, response& answer) {
  answer.status = 307;
  std::string to = "/v1/organization/roles";
  if (f.has("other")) to = "https://elsewhere.example.com/v1/organization/roles";
  if (f.has("http")) to = "http://elsewhere.example.com/v1/organization/roles";
  set_header(answer.headers, "Location", to);
  answer.body.clear();
}

constexpr std::string_view status_forms =
    "before,after,late:N,html,json,empty,retry-after:TEXT,again:TEXT,retry-after-ms:TEXT,should-retry:TEXT";
constexpr std::string_view limit_forms = "none,quota,text:TEXT,retry-after:TEXT,again:TEXT,retry-after-ms:"
                                         "TEXT,should-retry:TEXT,before,after,late:N,html,empty";
constexpr std::string_view break_forms = "before,after,head,body,late:N";

constexpr std::array kinds{
    fault_kind{"500", status_forms, effect::never, false, "a server error, JSON", answer_status<500>},
    fault_kind{"502", status_forms, effect::never, false, "a gateway's, HTML unless json",
               gateway_status<502>},
    fault_kind{"503", status_forms, effect::never, false, "overloaded, JSON", answer_status<503>},
    fault_kind{"504", status_forms, effect::never, false, "a gateway's, HTML unless json",
               gateway_status<504>},
    fault_kind{"520", status_forms, effect::never, false, "an edge network's, HTML unless json",
               gateway_status<520>},
    fault_kind{"400", status_forms, effect::never, false, "refused", answer_status<400>},
    fault_kind{"401", status_forms, effect::never, false, "wrong key", unauthorized},
    fault_kind{"403", status_forms, effect::never, false, "no right", forbidden},
    fault_kind{"404", status_forms, effect::never, false, "not there", answer_status<404>},
    fault_kind{"408", status_forms, effect::never, false, "request timeout", answer_status<408>},
    fault_kind{"409", status_forms, effect::never, false, "conflict", answer_status<409>},
    fault_kind{"422", status_forms, effect::never, false, "refused", answer_status<422>},
    fault_kind{"425", status_forms, effect::never, false, "too early", answer_status<425>},
    fault_kind{"429", limit_forms, effect::never, false,
               "rate limit; again: a second Retry-After; date+N, date-N: a date", too_many},
    fault_kind{"201", "", effect::now, false, "the answer with another status", only_status<201>},
    fault_kind{"202", "", effect::now, false, "the answer with another status", only_status<202>},
    fault_kind{"206", "", effect::now, false, "the answer with another status", only_status<206>},
    fault_kind{"207", "", effect::now, false, "the answer with another status", only_status<207>},
    fault_kind{"204", "", effect::now, false, "no body", bare_status<204>},
    fault_kind{"304", "", effect::never, false, "no body", bare_status<304>},
    fault_kind{"drop", break_forms, effect::never, false,
               "connection closed, no answer; head, body: in the middle of it", break_off<ending::close>},
    fault_kind{"cut", break_forms, effect::never, false, "as drop, without TLS's good-bye",
               break_off<ending::cut>},
    fault_kind{"reset", break_forms, effect::never, false, "as drop, with a TCP reset",
               break_off<ending::reset>},
    fault_kind{"stall", break_forms, effect::never, false,
               "silence until the client leaves; head: after the head, body: in mid-body", stall},
    fault_kind{"close", "", effect::now, false, "answers with Connection: close", say_close},
    fault_kind{"idle-close", "", effect::now, false, "answers, then closes unannounced",
               end_with<ending::close>},
    fault_kind{"idle-reset", "", effect::now, false, "answers, then resets the connection",
               end_with<ending::reset>},
    fault_kind{"no-close-notify", "", effect::now, false, "answers, then closes without TLS's good-bye",
               end_with<ending::cut>},
    fault_kind{"delay", "N,before,after,late:N", effect::now, false, "N ms before the first byte (1000)",
               delay},
    fault_kind{"slow-head", "N", effect::now, false, "N ms between the bytes of the head (100)", slow_head},
    fault_kind{"trickle", "N", effect::now, false, "N ms between the bytes of the body (100)", trickle},
    fault_kind{"informational", "N", effect::now, false, "a 100 or 103 (default) ahead of the answer",
               informational},
    fault_kind{"leftover", "", effect::now, false, "bytes behind the answer", leftover},
    fault_kind{"two-responses", "", effect::now, false, "the answer twice", two_responses},
    fault_kind{"body-on-204", "", effect::now, false, "204, and yet a body", body_on_204},
    fault_kind{"huge-headers", "N", effect::now, false, "one header of N bytes (65536)", huge_headers},
    fault_kind{"many-headers", "N", effect::now, false, "N headers more (1000)", many_headers},
    fault_kind{"long-length", "", effect::now, false, "Content-Length greater than the body", long_length},
    fault_kind{"short-length", "", effect::now, false, "Content-Length smaller than the body", short_length},
    fault_kind{"two-lengths", "", effect::now, false, "two Content-Length that differ", two_lengths},
    fault_kind{"no-length", "", effect::now, false, "the body ends where the connection does", no_length},
    fault_kind{"chunked", "", effect::now, false, "the answer in chunks, as it may be", chunked},
    fault_kind{"chunk-extension", "N", effect::now, false, "a chunk extension of N bytes (1 MiB)",
               chunk_extension},
    fault_kind{"gzip", "", effect::now, false, "Content-Encoding: gzip, unasked", gzip},
    fault_kind{"coded-transfer", "", effect::now, false, "Transfer-Encoding: gzip, chunked", coded_transfer},
    fault_kind{"redirect", "same,other,http,before,after,late:N", effect::never, false,
               "307 to the same origin (default), another host, plain http", redirect},
};

} // namespace

std::span<const fault_kind> transport_faults() { return kinds; }

} // namespace rolecall::emulator
