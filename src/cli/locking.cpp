#include "cli/locking.hpp"

#include "api/workers.hpp"
#include "base/text.hpp"
#include "cli/lock_place.hpp"
#include "cli/output.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace rolecall::cli {
namespace {

using boost::asio::awaitable;
using work = std::function<awaitable<exit_code>()>;

/// What a lock is called in messages.
std::string name_of(const options& chosen) { return "the lock " + base::printable(chosen.lock); }

exit_code not_taken(const options& chosen, const session& with, const lock::answer& why) {
  if (why.is == lock::said::held && !with.interrupted()) {
    say(name_of(chosen) + " is held; nothing was changed:" + about_holder(chosen, why));
    return exit_code::locked;
  }
  const std::string reason = with.interrupted() ? "stopped" : why.message;
  say(name_of(chosen) + " was not taken, and nothing was changed: " + reason);
  return exit_code::failure;
}

/// What became of the work, and of the lock.
struct ending {
  exit_code code = exit_code::failure;
  std::exception_ptr thrown;
};

awaitable<void> work_and_end(const work& what, lock::hold& held, ending& into) {
  try {
    into.code = co_await what();
  } catch (...) {
    into.thrown = std::current_exception();
  }
  held.end_keeping();
}

/// Works and renews, side by side.
awaitable<void> both(const work& what, lock::hold& held, ending& into) {
  int begun = 0;
  std::function<awaitable<void>()> part = [&] {
    return begun++ == 0 ? work_and_end(what, held, into) : held.keep();
  };
  co_await api::run_workers(2, std::move(part));
}

awaitable<exit_code> let_go(const options& chosen, lock::hold& held, bool lost) {
  const lock::answer released = co_await held.release();
  if (released.is == lock::said::done || (lost && released.is != lock::said::failed)) co_return exit_code::ok;
  std::string why = released.message;
  if (released.is == lock::said::held) why = "it is another's now";
  if (released.is == lock::said::not_locked) why = "somebody unlocked it";
  say(name_of(chosen) + " could not be released (ID " + held.id() + "): " + why);
  co_return exit_code::failure;
}

/// The code of a run whose lock was lost on the way.
exit_code after_loss(exit_code code, const session& with, const std::string& why) {
  if (code == exit_code::ok) return code; // all was done by then
  say(why + (with.wrote() ? "; nothing more was sent" : "; nothing was changed"));
  return with.wrote() ? exit_code::part_way : exit_code::locked;
}

} // namespace

awaitable<exit_code> under_lock(const options& chosen, session& with, work what) {
  if (chosen.lock.empty()) {
    const exit_code code = co_await what();
    co_return code;
  }
  const auto executor = co_await boost::asio::this_coro::executor;
  auto reached = reach_lock(chosen, executor, with.time());
  if (const auto* wrong = std::get_if<std::string>(&reached)) {
    say(*wrong);
    co_return exit_code::usage;
  }
  auto& found = std::get<reached_lock>(reached);
  lock::hold held(*std::move(found.at), record_of_this_run("apply"), with.time(), lock::machine_clocks(),
                  std::chrono::seconds(chosen.lock_lease_seconds));
  std::function<bool()> stopped = [&with] { return with.interrupted(); };
  std::function<void(const lock::answer&)> waits = [&](const lock::answer& now) {
    if (!chosen.quiet) say("waiting for " + name_of(chosen) + ", which is held:" + about_holder(chosen, now));
  };
  http::duration patience = std::chrono::seconds(chosen.lock_timeout_seconds);
  if (const auto deadline = with.calls().deadline())
    patience = std::clamp(*deadline - with.time().now(), http::duration::zero(), patience);
  const lock::answer taken = co_await held.take(patience, std::move(stopped), std::move(waits));
  if (taken.is != lock::said::done) co_return not_taken(chosen, with, taken);

  with.send_unless([&held] { return held.why_lost(); });
  ending end;
  co_await both(what, held, end);
  const auto lost = held.why_lost();
  with.send_unless(nullptr);
  const exit_code released = co_await let_go(chosen, held, lost.has_value());
  if (end.thrown) std::rethrow_exception(end.thrown);
  if (lost) end.code = after_loss(end.code, with, *lost);
  co_return worse(end.code, released);
}

} // namespace rolecall::cli
