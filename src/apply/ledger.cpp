#include "apply/ledger.hpp"

#include "api/error.hpp"
#include "base/stable_hash.hpp"
#include "http/log.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace rolecall::apply {
namespace {

namespace asio = boost::asio;

/// What a status tells for certain. An answer from a gateway proves nothing, nor does a conflict.
journal::fate fate_of(int status) {
  if (status >= 200 && status < 300) return journal::fate::done;
  const bool proves_nothing =
      status < 400 || status >= 500 || status == 408 || status == 409 || status == 425;
  return proves_nothing ? journal::fate::unknown : journal::fate::failed;
}

} // namespace

asio::awaitable<std::variant<std::size_t, std::string>>
ledger::intend(std::size_t index, model::address at, plan::action what, const http::request& how) {
  journal::intent next;
  next.number = numbers_++;
  next.operation = index;
  next.at = std::move(at);
  next.what = std::move(what);
  next.method = http::to_string(how.verb);
  next.path = how.target;
  if (!how.body.empty()) next.body = base::hex(base::stable_hash(how.body));
  next.time = wall_();
  log_.append(next);
  co_await sync();
  std::variant<std::size_t, std::string> out = next.number;
  if (failure())
    out = "not sent: " + *failure() + ", and no change is made that the journal does not know of";
  co_return out;
}

namespace {

/// Rings also where an exception passes, so that nobody waits for ever.
struct rings_at_end {
  api::bell& bell;
  bool& due;
  ~rings_at_end() {
    due = false;
    bell.ring();
  }
};

} // namespace

/// Returns when all that is appended is on the disk, or something has failed.
asio::awaitable<void> ledger::sync() {
  const std::size_t mine = log_.appended();
  const auto executor = co_await asio::this_coro::executor;
  while (on_disk_ < mine && !failure()) {
    if (sync_due_) {
      co_await synced_.wait();
      continue;
    }
    sync_due_ = true;
    const rings_at_end done{synced_, sync_due_};
    co_await asio::post(executor, asio::use_awaitable); // who is ready now puts his intent beside this one
    const std::size_t all = log_.appended();
    log_.sync();
    on_disk_ = all;
  }
}

void ledger::heard(std::size_t number, const http::result<http::response>& outcome) {
  journal::answer told;
  told.number = number;
  told.time = wall_();
  if (outcome) {
    told.is = fate_of(outcome->status);
    told.status = outcome->status;
    told.request = api::request_id_of(*outcome);
  } else {
    told.is = outcome.error().maybe_sent ? journal::fate::unknown : journal::fate::failed;
    told.message = http::log::without_secrets(outcome.error().message);
  }
  log_.append(told);
}

void ledger::came_to(std::size_t index, const plan::operation& op, const plan::step& now,
                     const std::string& id) {
  log_.append(journal::settled{index, op.at, plan::verb_of(op.what), now, id});
}

std::size_t ledger::owe(model::address at, plan::unassign_role back) {
  const std::size_t number = numbers_++;
  log_.append(journal::debt{number, std::move(at), std::move(back)});
  return number;
}

void ledger::pay(std::size_t number, std::string how) { log_.append(journal::paid{number, std::move(how)}); }

void ledger::end(std::string what) {
  journal::run then = log_.so_far();
  journal::end last{wall_(), {}, std::move(what), false};
  journal::add(then, last);
  last.open = journal::leaves_open(then);
  log_.append(last);
  log_.sync();
}

} // namespace rolecall::apply
