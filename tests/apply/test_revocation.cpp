#include "apply/revocation.hpp"

#include <doctest/doctest.h>

// Which stages may begin, in a plan that revokes first.

using namespace rolecall;
using enum plan::stage;

namespace {

plan::plan with(const std::vector<plan::stage>& stages) {
  plan::plan out;
  out.revoke_first = true;
  for (const plan::stage of : stages) {
    plan::operation op;
    op.stage = of;
    out.operations.push_back(std::move(op));
  }
  return out;
}

/// The stages that are held back, in a word each.
std::string held_by(const apply::revocation& order) {
  std::string out;
  if (order.holds_back(create)) out += "create ";
  if (order.holds_back(removal)) out += "removal ";
  if (order.holds_back(deletion)) out += "deletion ";
  if (order.holds_back(mixed_update)) out += "mixed ";
  if (order.holds_back(early_addition)) out += "early ";
  if (order.holds_back(late_addition)) out += "late ";
  if (order.holds_back(own_rights)) out += "own ";
  return out;
}

} // namespace

TEST_SUITE("apply") {
  // Covers V6.
  TEST_CASE(
      "removals and deletions hold back what adds, and mixed updates what only adds, until the last ended") {
    apply::revocation order(with({create, removal, deletion, mixed_update, mixed_update, early_addition}));
    CHECK(held_by(order) == "mixed early late ");
    CHECK_FALSE(order.ended(create));
    CHECK_FALSE(order.ended(removal));
    CHECK(held_by(order) == "mixed early late ");
    CHECK(order.ended(deletion));
    CHECK(held_by(order) == "early late ");
    CHECK_FALSE(order.ended(mixed_update));
    CHECK(order.ended(mixed_update));
    CHECK(held_by(order) == "");
    CHECK_FALSE(order.ended(early_addition));
  }

  TEST_CASE("nothing is held back where nothing is taken away, or the plan has the usual order") {
    CHECK(held_by(apply::revocation(with({create, early_addition, own_rights}))) == "");
    plan::plan usual = with({early_addition, removal, mixed_update, late_addition, deletion});
    usual.revoke_first = false;
    apply::revocation order(usual);
    CHECK(held_by(order) == "");
    CHECK_FALSE(order.ended(removal));
    CHECK(held_by(order) == "");
  }
}
