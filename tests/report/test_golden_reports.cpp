#include "plan/plan_json.hpp"
#include "report/apply_text.hpp"
#include "report/diagnostics_json.hpp"
#include "report/golden.hpp"
#include "report/plan_markdown.hpp"
#include "report/plan_text.hpp"
#include "report/sample.hpp"

#include <doctest/doctest.h>

// Every format of every sample against a file of tests/golden/report.

using namespace rolecall;

namespace {

void check_golden(const std::string& folder, const std::string& file, const std::string& written) {
  sample::check_golden("report/" + folder, file, written);
}

void check_plan(const std::string& folder, const plan::plan& p) {
  check_golden(folder, "plan.txt", report::plan_text(p, {}));
  check_golden(folder, "plan.md", report::plan_markdown(p));
  check_golden(folder, "plan.json", plan::to_json(p));
}

/// What each guard says, and then what flags have lifted.
plan::plan guarded(bool refused) {
  plan::plan p = sample::applyable();
  p.blocked.clear();
  p.kept.clear();
  p.gaps.clear();
  p.warnings.clear();
  const std::vector<std::pair<std::string, std::string>> said{
      {"delete-in-use",
       "role[\"Old\"] would be deleted, but 1 grant that uses it is not this policy's to remove: "
       "user[\"ada@example.com\"].grant[\"Old\"]"},
      {"lock-out",
       "this admin key belongs to \"ada@example.com\", who would no longer be able to administer the "
       "organization"},
      {"max-removals", "7 grants would be removed, of 9 that this policy owns; the limit is 3"},
      {"min-owners", "1 owner of the organization would be left of 3; the least is 2"},
      {"protect", "group[\"Admins\"] is protected: group[\"Admins\"].member[\"ada@example.com\"] would go"}};
  const std::vector<std::string> flags{"--delete-in-use 'role[\"Old\"]'", "--lock-out 'ada@example.com'",
                                       "--max-removals 7", "--min-owners 1",
                                       "--unprotect 'group[\"Admins\"]'"};
  for (std::size_t i = 0; i < said.size(); ++i) {
    const std::string message = said[i].second + (refused ? "" : "; allowed by " + flags[i]);
    p.guards.push_back({said[i].first, refused, message, flags[i]});
  }
  return p;
}

plan::plan without_operations() {
  plan::plan p = sample::full();
  p.operations.clear();
  p.gaps.clear();
  p.guards.clear();
  return p;
}

} // namespace

TEST_SUITE("report") {
  TEST_CASE("plans are shown as in the golden files") {
    check_plan("nothing-to-do", sample::empty());
    check_plan("a-plan-that-can-be-applied", sample::applyable());
    check_plan("a-plan-that-is-refused", sample::full());
    check_plan("every-guard-refuses", guarded(true));
    check_plan("every-guard-was-lifted", guarded(false));
    check_plan("no-changes-but-not-all-is-well", without_operations());
    check_plan("a-hostile-name", sample::hostile("::error::\x1b[31m##[x]`<img>@team\n"));
  }

  TEST_CASE("on a terminal a plan is coloured, and all that is kept can be listed") {
    check_golden("a-plan-that-is-refused", "coloured.txt",
                 report::plan_text(sample::full(), {report::color::on, true}));
  }

  TEST_CASE("the outcome of an apply is shown as in the golden files") {
    const plan::plan p = sample::applyable();
    const plan::steps some = sample::outcomes(p);
    check_golden("an-apply-that-ended-part-way", "apply.txt", report::apply_text(p, some, {}));
    check_golden("an-apply-that-ended-part-way", "coloured.txt",
                 report::apply_text(p, some, {report::color::on, false}));
    check_golden("an-apply-that-ended-part-way", "apply.json", plan::to_json(p, some));
    plan::plan clean = p;
    clean.blocked.clear();
    const plan::steps all(p.operations.size(), {plan::outcome::done, "", ""});
    check_golden("an-apply-that-did-everything", "apply.txt", report::apply_text(clean, all, {}));
    check_golden("an-apply-that-did-everything", "apply.json", plan::to_json(clean, all));
  }

  TEST_CASE("diagnostics are written as in the golden files") {
    check_golden("diagnostics", "invalid.json", report::diagnostics_json(sample::diagnostics()));
    check_golden("diagnostics", "valid.json", report::diagnostics_json({}));
  }
}
