#include "live/partial_reading.hpp"

#include "live/merge.hpp"
#include "live/snapshot_answers.hpp"

#include <algorithm>
#include <chrono>

namespace rolecall::live {
namespace {

constexpr unix_seconds usable_for = 15L * 60;
constexpr unix_seconds oldest_list = 2L * 60 * 60;
constexpr unix_seconds never_fresh = 61;

} // namespace

void keep(const model::organization& live, moment now, partial_reading& into) {
  into.organization = live.id.value_or("");
  into.stopped_at = now.wall;
  for (const auto& [list, read] : live.read) {
    const auto ago = std::chrono::ceil<std::chrono::seconds>(now.steady - read.at).count();
    if (!can_answer(list, live)) {
      into.lists.erase(list);
      continue;
    }
    kept_list& kept = into.lists[list];
    kept.read_at = std::max<unix_seconds>(0, now.wall - ago); // by a clock that was never set it may be less
    kept.answer = answer(list, live);
    kept.answer.pages = read.pages;
  }
  into.unheard_of.insert(live.unheard_of.begin(), live.unheard_of.end());
}

bool is_usable(const partial_reading& kept, unix_seconds now) {
  return !kept.organization.empty() && kept.stopped_at <= now && now - kept.stopped_at <= usable_for;
}

std::vector<model::list_ref> take(const partial_reading& kept, const std::vector<model::list_ref>& lists,
                                  moment now, model::organization& live) {
  std::vector<model::list_ref> missing;
  std::vector<pending_grants> pending;
  for (const model::list_ref& list : lists) {
    const auto found = kept.lists.find(list);
    if (found == kept.lists.end()) {
      const bool nobody =
          list.kind == model::list_kind::user_roles && kept.unheard_of.contains(list.principal_id);
      if (nobody)
        live.unheard_of.insert(list.principal_id);
      else
        missing.push_back(list);
      continue;
    }
    const unix_seconds age = now.wall - found->second.read_at;
    if (age < 0 || age > oldest_list) {
      missing.push_back(list);
      continue;
    }
    const auto at = now.steady - std::chrono::seconds(std::max(age, never_fresh));
    merge(list, found->second.answer, at, live, pending);
  }
  settle(std::move(pending), live);
  return missing;
}

} // namespace rolecall::live
