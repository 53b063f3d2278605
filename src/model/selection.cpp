#include "model/selection.hpp"

#include "base/glob.hpp"

#include <algorithm>

namespace rolecall::model {

bool selection::covers(const address& at) const {
  if (is_everything()) return true;
  address upwards;
  for (const address_part& part : at.parts()) {
    upwards = upwards / part;
    const std::string text = upwards.text();
    if (std::ranges::any_of(globs_, [&](const std::string& glob) { return base::glob_match(glob, text); }))
      return true;
  }
  return false;
}

bool selection::reaches(const address& at, std::string_view kind) const {
  if (covers(at)) return true;
  std::string beginning = at.text();
  if (!beginning.empty()) beginning += '.';
  beginning.append(kind) += '[';
  return std::ranges::any_of(globs_,
                             [&](const std::string& glob) { return base::glob_may_match(glob, beginning); });
}

bool selection::reaches(const address& at) const {
  if (covers(at)) return true;
  const std::string beginning = at.text() + '.';
  return std::ranges::any_of(globs_,
                             [&](const std::string& glob) { return base::glob_may_match(glob, beginning); });
}

} // namespace rolecall::model
