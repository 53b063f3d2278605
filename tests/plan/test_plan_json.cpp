#include "plan/plan_json.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

using namespace rolecall;
namespace json = boost::json;

namespace {

json::value parsed(const plan::plan& p) { return json::parse(plan::to_json(p)); }

plan::plan with(plan::action what, model::address at) {
  plan::plan p;
  p.operations.emplace_back();
  p.operations.back().at = std::move(at);
  p.operations.back().what = std::move(what);
  return p;
}

model::address address_of(std::initializer_list<model::address_part> parts) {
  model::address out;
  for (const model::address_part& part : parts) out = out / part;
  return out;
}

} // namespace

TEST_SUITE("plan") {
  TEST_CASE("an empty plan has every member") {
    const json::value all = parsed({});
    CHECK(all.at("format_version") == "1.0");
    CHECK(all.at("organization").is_null());
    CHECK(all.at("applyable") == true);
    CHECK(all.at("complete") == true);
    CHECK(all.at("errored") == false);
    for (const char* key : {"resource_changes", "blocked", "kept", "gaps", "guards", "ends_rights_of",
                            "unreadable", "warnings"}) {
      CHECK(all.at(key).as_array().empty());
    }
    CHECK(all.at("summary") == json::parse(R"({"add": 0, "change": 0, "remove": 0})"));
  }

  TEST_CASE("the parts of an address stand beside it, with the ids that it has") {
    const auto at =
        address_of({{"project", {"P", "proj_1"}}, {"group", {"G", ""}}, {"grant", {"R", "role_1"}}});
    const json::value change = parsed(with(plan::assign_role{}, at)).at("resource_changes").at(0);
    CHECK(change.at("address") == R"(project["P"#proj_1].group["G"].grant["R"#role_1])");
    CHECK(change.at("type") == "project_group_grant");
    CHECK(change.at("name") == "R");
    CHECK(
        change.at("parts") ==
        json::parse(
            R"({"project": "P", "project_id": "proj_1", "group": "G", "grant": "R", "grant_id": "role_1"})"));
  }

  TEST_CASE("a description that the policy leaves alone stays in the role after an update") {
    const plan::update_role what{"", "role_1", {"R", "R"}, {"old", {"a"}}, {std::nullopt, {"b"}}};
    const json::value change =
        parsed(with(what, address_of({{"role", {"R", ""}}}))).at("resource_changes").at(0).at("change");
    CHECK(change.at("actions") == json::parse(R"(["update"])"));
    CHECK(change.at("before") == json::parse(R"({"name": "R", "description": "old", "permissions": ["a"]})"));
    CHECK(change.at("after") == json::parse(R"({"name": "R", "description": "old", "permissions": ["b"]})"));
  }

  TEST_CASE("a deleted group names what goes with it") {
    const auto at = address_of({{"group", {"G", ""}}});
    const plan::delete_group what{"group_1", {at / model::address_part{"grant", {"viewer", ""}}}};
    const json::value change = parsed(with(what, at)).at("resource_changes").at(0).at("change");
    CHECK(change.at("before") ==
          json::parse(R"({"name": "G", "cascades": ["group[\"G\"].grant[\"viewer\"]"]})"));
    CHECK(change.at("after").is_null());
  }

  TEST_CASE("a grant says who gets which role") {
    const auto at = address_of({{"user", {"ada@example.com", ""}}, {"grant", {"owner", ""}}});
    plan::unassign_role what;
    what.kind = model::principal_kind::user;
    const json::value change = parsed(with(what, at)).at("resource_changes").at(0).at("change");
    CHECK(change.at("before") ==
          json::parse(R"({"principal_kind": "user", "principal": "ada@example.com", "role": "owner"})"));
  }

  TEST_CASE("the same plan gives the same bytes") {
    const plan::plan p = with(plan::create_group{"G"}, address_of({{"group", {"G", ""}}}));
    const plan::plan copy = p;
    CHECK(plan::to_json(p) == plan::to_json(copy));
  }

  TEST_CASE("the outcome of an apply names what was blocked and what waits, as the plan does") {
    plan::plan p;
    p.blocked.push_back({address_of({{"group", {"Nobody", ""}}}), "no such group", {}});
    p.waiting.push_back({address_of({{"user", {"joan@example.com", ""}}}), "was invited", {}});
    const json::value planned = parsed(p);
    const json::value applied = json::parse(plan::to_json(p, plan::steps{}));
    for (const char* key : {"blocked", "waiting"}) {
      REQUIRE(applied.at(key).as_array().size() == 1);
      CHECK(applied.at(key) == planned.at(key));
    }
  }

  TEST_CASE("an apply whose steps are not all done is not complete") {
    const plan::plan p = with(plan::create_group{"G"}, address_of({{"group", {"G", ""}}}));
    const auto shown = [&](plan::step s) { return json::parse(plan::to_json(p, plan::steps{s})); };
    const json::value good = shown({plan::outcome::done, "", ""});
    CHECK(good.at("complete") == true);
    CHECK(good.at("summary").at("add") == 1);
    CHECK_FALSE(good.at("steps").at(0).as_object().contains("reason"));
    const json::value bad = shown({plan::outcome::failed, "403", "req_1"});
    CHECK(bad.at("complete") == false);
    CHECK(bad.at("summary").at("add") == 0);
    CHECK(bad.at("summary").at("failed") == 1);
    CHECK(bad.at("steps").at(0).at("reason") == "403");
    CHECK(bad.at("steps").at(0).at("request_id") == "req_1");
  }
}
