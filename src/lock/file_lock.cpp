#include "lock/file_lock.hpp"

#include "base/text.hpp"
#include "lock/lease.hpp"

#include <utility>
#include <variant>

namespace rolecall::lock {
namespace {

constexpr std::size_t longest_record = 65536;

answer whose(const std::optional<record>& found) {
  return found ? answer::of(said::held, found) : answer(said::not_locked);
}

} // namespace

template <class Decide>
answer file_lock::under_guard(Decide decide) {
  const auto guard = files_.guard(path_ + ".guard");
  if (const auto* why = std::get_if<base::store_failure>(&guard))
    return why->kind == base::store_problem::busy ? answer(said::busy) : answer::failure(why->message);
  const auto text = files_.read(path_, longest_record);
  const auto* why = std::get_if<base::store_failure>(&text);
  if (why && why->kind == base::store_problem::missing) return decide(std::optional<record>());
  if (why) return answer::failure(why->message);
  const auto found = parse_record(std::get<std::string>(text));
  if (!found) {
    return answer::failure(base::printable(path_) +
                           " is not the record of a lock; is it the right file? It was left as it is");
  }
  return decide(found);
}

answer file_lock::put(const record& mine) {
  const auto failed = files_.replace(path_, to_json(mine));
  return failed ? answer::failure(failed->message) : answer(said::done);
}

answer file_lock::take(const record& mine, wall_time now) {
  return under_guard([&](const std::optional<record>& found) {
    return judge(found, mine.id, now) == standing::held ? whose(found) : put(mine);
  });
}

answer file_lock::renew(const record& mine) {
  return under_guard([&](const std::optional<record>& found) {
    return found && found->id == mine.id ? put(mine) : whose(found);
  });
}

answer file_lock::release(const std::string& id) {
  return under_guard([&](const std::optional<record>& found) {
    if (!found || found->id != id) return whose(found);
    const auto failed = files_.remove(path_);
    return failed ? answer::failure(failed->message) : answer(said::done);
  });
}

answer file_lock::look() { return under_guard(whose); }

} // namespace rolecall::lock
