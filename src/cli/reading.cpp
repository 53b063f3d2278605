#include "cli/reading.hpp"

#include "base/text.hpp"
#include "cli/connection.hpp"
#include "cli/input_file.hpp"
#include "cli/output.hpp"
#include "cli/survey.hpp"
#include "live/full_reads.hpp"
#include "live/snapshot.hpp"
#include "live/time_left.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>

namespace rolecall::cli {
namespace {

using boost::asio::awaitable;

bool is_of_single_user(const model::list_ref& list) {
  return model::holder_kind(list.kind) == model::principal_kind::user;
}

/// How much is still to come, before it costs anything: what single users hold is most of it.
void announce(const options& chosen, const std::vector<model::list_ref>& lists, bool last) {
  if (chosen.quiet || lists.empty()) return;
  const auto of_users = std::ranges::count_if(lists, is_of_single_user);
  std::string message =
      "reading " + std::to_string(lists.size()) + (lists.size() == 1 ? " more list" : " more lists");
  if (of_users > 0) message += ", " + std::to_string(of_users) + " of them for what single users hold";
  say(message + (last ? "" : "; then those that these name"));
}

bool is_last(const std::vector<model::list_ref>& lists) {
  return std::ranges::none_of(lists, [](const model::list_ref& list) {
    return list.kind == model::list_kind::project_users || list.kind == model::list_kind::project_groups;
  });
}

void say_unreadable(const model::organization& live) {
  std::string message = "not everything could be read:\n";
  for (const auto& [list, why] : live.unreadable)
    message += "  " + model::to_string(list) + ": " + base::printable(why) + "\n";
  say(message + "A part of an organization is no use here; nothing was written.");
}

/// Rates that were met so far, by route.
std::map<std::string, std::size_t> rates(session& with) {
  std::map<std::string, std::size_t> out;
  for (const auto& [route, pace] : with.calls().known()) {
    if (pace.per_minute > 0) out.emplace(route, pace.per_minute);
  }
  return out;
}

live::read_options with_progress(const options& chosen, session& with, progress& line, std::size_t before,
                                 std::size_t& done) {
  live::read_options how;
  how.connections = static_cast<std::size_t>(chosen.connections);
  how.deadline = with.calls().deadline();
  how.progress = [&with, &line, &done, before, start = with.time().now()](const live::read_progress& now) {
    done = before + now.done;
    if (!line.is_seen()) return;
    std::string text =
        "reading: " + std::to_string(done) + " of at least " + std::to_string(before + now.of) + " lists";
    if (const auto left = live::time_left(now.left, rates(with), now.done, with.time().now() - start))
      text += ", " + live::in_words(*left) + " left";
    line.show(text);
  };
  return how;
}

/// Reads the first of `lists`, and with it which organization this is: whether what is at hand is of it.
awaitable<std::optional<live::read_failure>> confirm_kept(const options& chosen, session& with,
                                                          std::vector<model::list_ref>& lists,
                                                          model::organization& live) {
  std::vector<model::list_ref> first{lists.front()};
  lists.erase(lists.begin());
  live::read_options how;
  auto failed = co_await live::read_lists(with.api(), with.time(), std::move(first), std::move(how), live);
  if (failed) co_return failed;
  const auto message = with.kept().confirm(live, with.now().wall);
  if (message && !chosen.quiet) say(*message);
  co_return std::nullopt;
}

/// An apply always reads anew: nothing is removed or granted because of what was so a while ago.
bool can_be_continued(const options& chosen, const live::read_failure& failed) {
  return chosen.command != command::apply && failed.why.kind != api::error_kind::unauthorized;
}

} // namespace

awaitable<std::optional<live::read_failure>> read_lists(const options& chosen, session& with,
                                                        std::vector<model::list_ref> lists, std::size_t& done,
                                                        model::organization& live) {
  const std::size_t wanted = done + lists.size();
  if (with.kept().waits() && !lists.empty()) {
    auto failed = co_await confirm_kept(chosen, with, lists, live);
    if (failed) co_return failed;
  }
  lists = with.kept().take(std::move(lists), with.now(), live);
  done = wanted - lists.size();
  progress line(chosen);
  live::read_options how = with_progress(chosen, with, line, done, done);
  std::function<model::organization()> so_far;
  how.so_far = &so_far;
  const bool keeps = chosen.command != command::apply;
  const auto saves = with.at_stop([&] {
    if (keeps && so_far) with.kept().save(so_far(), wanted, with.now());
  });
  auto failed = co_await live::read_lists(with.api(), with.time(), std::move(lists), std::move(how), live);
  line.clear();
  if (failed && can_be_continued(chosen, *failed)) {
    with.kept().save(live, wanted, with.now());
  }
  co_return failed;
}

awaitable<exit_code> read_whole(const options& chosen, session& with, model::organization& live) {
  std::size_t done = 0;
  for (;;) {
    std::vector<model::list_ref> lists = live::next_full_reads(live);
    if (lists.empty()) {
      with.kept().finish();
      co_return exit_code::ok;
    }
    if (done > 0) announce(chosen, with.kept().missing(lists), is_last(lists));
    const auto failed = co_await read_lists(chosen, with, std::move(lists), done, live);
    if (failed) co_return tell(*failed, with);
    if (!live.unreadable.empty()) {
      say_unreadable(live);
      co_return exit_code::incomplete;
    }
  }
}

std::optional<model::organization> read_snapshot(const options& chosen) {
  const std::string shown = base::printable(chosen.state);
  const auto text = contents(chosen.state, live::largest_snapshot);
  if (!text) {
    say("cannot read " + shown + ": " + std::strerror(errno));
    return std::nullopt;
  }
  auto whole = live::from_snapshot(*text);
  if (whole) return *std::move(whole);
  say("cannot use " + shown + ": " + whole.error().message);
  return std::nullopt;
}

exit_code with_whole_organization(const options& chosen,
                                  std::function<exit_code(const model::organization&)> use) {
  if (!chosen.state.empty()) {
    const auto whole = read_snapshot(chosen);
    return whole ? use(*whole) : exit_code::failure;
  }
  model::organization live;
  const exit_code code = run_connected(chosen, [&](session& with) { return read_whole(chosen, with, live); });
  return code == exit_code::ok ? use(live) : code;
}

} // namespace rolecall::cli
