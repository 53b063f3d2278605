#include "lock/http_lock.hpp"

#include <chrono>
#include <utility>

namespace rolecall::lock {
namespace {

using boost::asio::awaitable;

constexpr auto exchange_time = std::chrono::seconds(30);
constexpr int releases = 4;
constexpr auto between_releases = std::chrono::seconds(1);

/// Whether the status says that another has it.
bool is_held(int status) { return status == 423 || status == 409; }

bool may_pass(const http::result<http::response>& got) {
  return !got || got->status >= 500 || got->status == 429 || got->status == 408;
}

answer failure_of(const http::result<http::response>& got) {
  if (!got) return answer::failure(got.error().message);
  const int status = got->status;
  const std::string number = std::to_string(status);
  if (status == 401 || status == 403) {
    return answer::failure("the server of the lock refuses the credentials (status " + number +
                           "); they are read from ROLECALL_LOCK_USERNAME and ROLECALL_LOCK_PASSWORD");
  }
  if (status == 404 || status == 405) {
    return answer::failure("the server knows no lock there (status " + number +
                           "); is the URL right, and --lock-method?");
  }
  return answer::failure("the server of the lock answered with status " + number);
}

answer from_response(const http::result<http::response>& got) {
  if (got && got->status == 200) return answer(said::done);
  if (got && is_held(got->status)) return answer::of(said::held, parse_record(got->body));
  return failure_of(got);
}

} // namespace

awaitable<http::result<http::response>> http_lock::send(http::method verb, record what) {
  http::request ask(verb, target_, std::string(to_string(verb)) + " lock", to_json(what));
  auto got = co_await to_.exchange(std::move(ask), time_.now() + exchange_time);
  co_return got;
}

awaitable<answer> http_lock::take(record mine) {
  const auto verb = verbs_ == verbs::lock_unlock ? http::method::lock : http::method::post;
  const auto got = co_await send(verb, mine);
  answer out = from_response(got);
  const bool ours = out.is == said::held && out.holder && out.holder->id == mine.id;
  if (ours) out = answer(said::done);
  const bool unknown = got ? got->status >= 500 : got.error().maybe_sent;
  if (!unknown) co_return out;
  const auto undone = co_await let_go(mine);
  if (!undone || undone->status != 200) out.message += "; it may be locked now, by " + mine.id;
  co_return out;
}

awaitable<http::result<http::response>> http_lock::let_go(record mine) {
  const auto verb = verbs_ == verbs::lock_unlock ? http::method::unlock : http::method::del;
  return send(verb, std::move(mine));
}

awaitable<answer> http_lock::release(record mine) {
  for (int left = releases;;) {
    const auto got = co_await let_go(mine);
    if (--left == 0 || !may_pass(got)) co_return from_response(got);
    co_await time_.sleep_until(time_.now() + between_releases);
  }
}

awaitable<answer> http_lock::look(record probe) {
  answer out = co_await take(probe);
  if (out.is != said::done) co_return out;
  answer let_go = co_await release(probe);
  if (let_go.is != said::done) co_return let_go;
  co_return answer(said::not_locked);
}

} // namespace rolecall::lock
