#include "base/instant.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/confirm.hpp"
#include "cli/lock_place.hpp"
#include "cli/output.hpp"
#include "http/connect.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <memory>
#include <utility>

namespace rolecall::cli {
namespace {

using boost::asio::awaitable;

awaitable<lock::answer> look(lock::any_lock& at) {
  if (auto* file = std::get_if<lock::file_lock>(&at)) co_return file->look();
  lock::record probe = record_of_this_run("unlock");
  probe.created = base::rfc3339(lock::machine_clocks().wall());
  lock::answer out = co_await std::get<lock::http_lock>(at).look(std::move(probe));
  co_return out;
}

awaitable<lock::answer> release(lock::any_lock& at, lock::record whose) {
  if (auto* file = std::get_if<lock::file_lock>(&at)) co_return file->release(whose.id);
  lock::answer out = co_await std::get<lock::http_lock>(at).release(std::move(whose));
  co_return out;
}

exit_code refused(const std::string& where, const lock::answer& why) {
  switch (why.is) {
  case lock::said::not_locked: say(where + " is not locked."); return exit_code::failure;
  case lock::said::busy: say(where + " is just being used by another process; try again."); break;
  default: say("cannot unlock " + where + ": " + why.message);
  }
  return exit_code::failure;
}

exit_code of_another(const options& chosen, const lock::answer& held) {
  say("not unlocked: the lock has another ID than " + base::printable(chosen.lock_id) +
      ". It is held:" + about_holder(chosen, held));
  return exit_code::locked;
}

awaitable<exit_code> unlock(const options& chosen, lock::any_lock& at, http::clock& time) {
  const std::string where = base::printable(chosen.lock);
  const lock::answer now = co_await look(at);
  if (now.is != lock::said::held) co_return refused(where, now);
  if (now.holder && now.holder->id != chosen.lock_id) co_return of_another(chosen, now);
  if (!chosen.yes) {
    say(where + " is held:" + about_holder(chosen, now));
    std::function<bool()> never = [] { return false; };
    std::string question =
        "Unlock it? Whoever holds it may be in the middle of changes. Only \"yes\" is a yes: ";
    const bool said_yes = co_await confirmed(time, std::move(never), std::move(question));
    if (!said_yes) {
      say("not unlocked.");
      co_return exit_code::failure;
    }
  }
  lock::record whose = now.holder.value_or(lock::record());
  whose.id = chosen.lock_id;
  const lock::answer done = co_await release(at, std::move(whose));
  if (done.is == lock::said::held) co_return of_another(chosen, done);
  if (done.is != lock::said::done) co_return refused(where, done);
  say("unlocked " + where + ".");
  co_return exit_code::ok;
}

} // namespace

exit_code run_unlock(const options& chosen) {
  if (!chosen.yes && !can_ask()) {
    say("unlock asks first, but there is no terminal to ask on; give --yes to unlock without asking.");
    return exit_code::usage;
  }
  auto loop = std::make_unique<boost::asio::io_context>(1);
  boost::asio::io_context& io = *loop;
  const auto time = http::make_clock(io.get_executor());
  auto reached = reach_lock(chosen, io.get_executor(), *time);
  if (const auto* wrong = std::get_if<std::string>(&reached)) {
    say(*wrong);
    return exit_code::usage;
  }
  lock::any_lock& at = *std::get<reached_lock>(reached).at;
  exit_code result = exit_code::failure;
  std::exception_ptr thrown;
  boost::asio::co_spawn(io, unlock(chosen, at, *time), [&](std::exception_ptr e, exit_code code) {
    thrown = std::move(e);
    result = code;
    io.stop(); // an idle connection need not be waited for
  });
  io.run();
  // A name server that does not answer must not keep the process.
  [[maybe_unused]] static boost::asio::io_context* left_behind = nullptr;
  if (http::is_resolving()) left_behind = loop.release();
  if (thrown) std::rethrow_exception(thrown);
  return result;
}

} // namespace rolecall::cli
