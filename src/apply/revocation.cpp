#include "apply/revocation.hpp"

namespace rolecall::apply {

revocation::revocation(const plan::plan& p) {
  if (!p.revoke_first) return;
  for (const plan::operation& op : p.operations) {
    if (std::size_t* open = count_of(op.stage)) ++*open;
  }
}

bool revocation::holds_back(plan::stage of) const {
  const bool adds = of == plan::stage::early_addition || of == plan::stage::late_addition;
  const bool takes_too = of == plan::stage::mixed_update;
  return ((adds || takes_too) && removals_ > 0) || (adds && mixed_ > 0);
}

bool revocation::ended(plan::stage of) {
  std::size_t* open = count_of(of);
  return open && *open > 0 && --*open == 0;
}

std::size_t* revocation::count_of(plan::stage of) {
  switch (of) {
  case plan::stage::removal:
  case plan::stage::deletion: return &removals_;
  case plan::stage::mixed_update: return &mixed_;
  default: return nullptr;
  }
}

} // namespace rolecall::apply
