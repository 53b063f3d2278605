#include "plan/tally.hpp"

#include <algorithm>

namespace rolecall::plan {

bool tally::complete() const {
  return std::ranges::all_of(all_outcomes, [this](outcome o) { return succeeded(o) || of(o) == 0; });
}

tally count(const plan& p, const steps& outcomes) {
  tally out;
  for (std::size_t i = 0; i < p.operations.size(); ++i) {
    const outcome is = outcomes.at(i).is;
    ++out.counts.at(static_cast<std::size_t>(is));
    if (is != outcome::done) continue;
    switch (verb_of(p.operations[i].what)) {
    case verb::create: ++out.done.add; break;
    case verb::update: ++out.done.change; break;
    case verb::remove: ++out.done.remove; break;
    }
  }
  return out;
}

} // namespace rolecall::plan
