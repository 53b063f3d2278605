// What must hold for the export of every organization.

#include "exporter/exports.hpp"
#include "exporter/facts.hpp"
#include "exporter/hostile.hpp"
#include "support/plan_text.hpp"
#include "support/policies.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <functional>
#include <string>

using namespace rolecall;
using namespace rolecall::test;
using exporter::layout;

namespace {

std::size_t cases(std::size_t count) {
  const char* times = std::getenv("ROLECALL_CASES");
  return times ? count * static_cast<std::size_t>(std::strtoul(times, nullptr, 10)) : count;
}

void for_each_organization(manners with, std::size_t count,
                           const std::function<void(const model::organization&)>& check) {
  for (std::uint64_t seed = 1; seed <= cases(count); ++seed) {
    INFO("seed " << seed);
    check(grown_organization(seed, with));
  }
}

exporter::exported as(layout shape, const model::organization& live) {
  return exporter::export_policy(live, {.layout = shape, .schema = "rolecall.schema.json"});
}

} // namespace

TEST_SUITE("exporter") {
  TEST_CASE("every export is a policy without errors, and the same one in a folder and in one file") {
    for_each_organization(manners::any, 1500, [](const model::organization& live) {
      const exporter::exported whole = as(layout::single_file, live);
      INFO(text_of(whole.files));
      const model::policy one = policy_of(whole);
      const model::policy many = policy_of(as(layout::folder, live));
      CHECK(said(one) == said(many));
    });
  }

  TEST_CASE("an export says what the organization has, and nothing else") {
    for_each_organization(manners::writable, 1500, [](const model::organization& live) {
      const exporter::exported whole = as(layout::single_file, live);
      INFO(text_of(whole.files));
      CHECK(whole.unsafe.empty());
      CHECK(facts_of(policy_of(whole), live) == facts_of(live));
    });
  }

  TEST_CASE("the plan of an export is empty, as it is written and with everything authoritative") {
    for_each_organization(manners::any, 1500, [](const model::organization& live) {
      const exporter::exported whole = as(layout::single_file, live);
      INFO(text_of(whole.files));
      model::policy policy = policy_of(whole);
      CHECK(operations(plan_of(policy, live)) == "");
      CHECK(blocked(plan_of(policy, live)) == "");
      policy.manage = all_authoritative;
      if (whole.unsafe.empty()) CHECK(operations(plan_of(policy, live)) == "");
    });
  }

  TEST_CASE("the same organization gives the same bytes, whatever the order in which it was read") {
    for_each_organization(manners::any, 200, [](const model::organization& live) {
      CHECK(text_of(as(layout::folder, live).files) == text_of(as(layout::folder, live).files));
    });
  }
}
