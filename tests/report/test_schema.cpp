#include "plan/plan_json.hpp"
#include "report/diagnostics_json.hpp"
#include "report/sample.hpp"
#include "report/schema_check.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

using namespace rolecall;
namespace json = boost::json;

namespace {

json::value schema(const std::string& name) {
  std::ifstream in(ROLECALL_SOURCE_DIR "/schema/" + name + ".schema.json", std::ios::binary);
  REQUIRE(in);
  return json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
}

void check_fits(const std::string& text, const std::string& name) {
  for (const std::string& fault : sample::faults(json::parse(text), schema(name))) FAIL_CHECK(name << fault);
}

} // namespace

TEST_SUITE("report") {
  TEST_CASE("what is written as JSON is what the schemas declare") {
    for (const plan::plan& p : {sample::empty(), sample::full(), sample::applyable(), plan::plan{}}) {
      check_fits(plan::to_json(p), "plan");
    }
    plan::plan p = sample::applyable();
    p.waiting = p.blocked;
    check_fits(plan::to_json(p, sample::outcomes(p)), "apply");
    p.revoke_first = true;
    check_fits(plan::to_json(p), "plan");
    check_fits(report::diagnostics_json(sample::diagnostics()), "diagnostics");
    check_fits(report::diagnostics_json({}), "diagnostics");
  }

  TEST_CASE("a place that is not known, or is a whole file, is still within the schema") {
    plan::plan p = sample::full();
    p.blocked.at(0).cause = {};
    p.operations.at(0).cause = base::source_range{{"policy/org.yaml", 0, 0}, 1};
    check_fits(plan::to_json(p), "plan");
  }

  TEST_CASE("hostile names do not leave the schemas") {
    for (const std::string& name : sample::hostile_names()) {
      const plan::plan p = sample::hostile(name);
      check_fits(plan::to_json(p), "plan");
      check_fits(plan::to_json(p, sample::hostile_outcomes(p, name)), "apply");
      check_fits(report::diagnostics_json(sample::hostile_diagnostics(name)), "diagnostics");
    }
  }

  TEST_CASE("the schemas declare nothing more, and describe every property") {
    for (const char* name : {"plan", "apply", "diagnostics"}) {
      for (const std::string& fault : sample::undescribed(schema(name))) FAIL_CHECK(name << ": " << fault);
    }
  }

  TEST_CASE("a member that is not declared, missing or of another type is found") {
    json::value plan = json::parse(plan::to_json(sample::full()));
    plan.at("resource_changes").at(0).as_object()["extra"] = 1;
    plan.as_object()["complete"] = "yes";
    plan.as_object().erase("summary");
    CHECK(sample::faults(plan, schema("plan")).size() == 3);
  }
}
