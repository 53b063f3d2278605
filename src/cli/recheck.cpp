#include "cli/recheck.hpp"

#include "apply/freshness.hpp"

#include <algorithm>

namespace rolecall::cli {
namespace {

constexpr auto fresh_for = std::chrono::seconds(60);

} // namespace

boost::asio::awaitable<rechecked> recheck(survey& seen, const plan::plan& made, http::clock& time,
                                          std::function<void(plan::plan&)> complete) {
  rechecked out;
  std::vector<model::list_ref> lists = apply::lists_to_recheck(made, seen.live(), time.now(), fresh_for);
  if (lists.empty()) co_return out;
  out.failed = co_await seen.read_again(std::move(lists));
  if (out.failed) co_return out;
  out.moved = true;
  if (base::has_errors(seen.problems()) || !seen.complete()) co_return out;
  plan::plan now = seen.make_plan();
  if (complete) complete(now);
  out.moved = now.operations != made.operations || !now.applyable();
  co_return out;
}

exit_code code_of(const plan::plan& made, const plan::steps& outcome) {
  const auto all = [&outcome](auto is) { return std::ranges::all_of(outcome, is, &plan::step::is); };
  if (all(plan::succeeded)) return made.blocked.empty() ? exit_code::ok : exit_code::part_way;
  if (std::ranges::any_of(outcome, plan::may_be_done)) return exit_code::part_way;
  if (all([](plan::outcome is) { return is == plan::outcome::not_begun; })) return exit_code::incomplete;
  return made.blocked.empty() ? exit_code::failure : worse(exit_code::failure, exit_code::part_way);
}

} // namespace rolecall::cli
