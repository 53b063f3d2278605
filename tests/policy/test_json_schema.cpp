#include "policy/grammar.hpp"
#include "policy/json_schema.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// The schema of the policy language against the table that the loader reads by. What it accepts and refuses,
// and what an editor makes of it, is checked by other people's programs: script/conformance.

using namespace rolecall::policy;
namespace json = boost::json;

namespace {

const std::string file = ROLECALL_SOURCE_DIR "/schema/policy.schema.json";

std::string committed() {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

const json::value& schema() {
  static const json::value parsed = json::parse(json_schema());
  return parsed;
}

/// The schema that a `$ref` leads to, or that stands there itself.
const json::object& resolved(const json::value& at) {
  const json::value* ref = at.as_object().if_contains("$ref");
  if (!ref) return at.as_object();
  const std::string_view path = ref->as_string();
  REQUIRE(path.starts_with("#/definitions/"));
  return schema().at("definitions").at(path.substr(14)).as_object();
}

/// The schema of the maps that the key of `property` leads to.
const json::object& inner(const json::object& property, shape takes) {
  switch (takes) {
  case shape::manage: return resolved(property.at("then"));
  case shape::record: return resolved(property.at("allOf").at(0));
  case shape::named: return resolved(property.at("additionalProperties"));
  case shape::records: return resolved(property.at("items"));
  default: FAIL("a key that leads to no map");
  }
  return property;
}

/// Every key from `what` on that this version acts on, with its place in the schema.
template <class See>
void walk(body what, const json::object& at, std::set<body>& seen, const See& see) {
  seen.insert(what);
  std::set<std::string> keys;
  for (const field& f : fields_of(what)) {
    CAPTURE(f.key);
    keys.emplace(f.key);
    REQUIRE(at.at("properties").as_object().contains(f.key));
    const json::object& property = at.at("properties").at(f.key).as_object();
    see(f, property);
    if (f.inner != body::none) walk(f.inner, inner(property, f.takes), seen, see);
  }
  CHECK(at.at("properties").as_object().size() == keys.size());
  CHECK_FALSE(at.at("additionalProperties").as_bool());
  CHECK(at.at("type").as_string() == "object");
}

template <class See>
std::set<body> walk(const See& see) {
  std::set<body> seen;
  walk(body::file, schema().as_object(), seen, see);
  return seen;
}

std::vector<std::string> texts(const json::value& list) {
  return json::value_to<std::vector<std::string>>(list);
}

} // namespace

TEST_SUITE("policy") {
  TEST_CASE("schema/policy.schema.json is what the grammar makes") {
    const bool same = json_schema() == committed(); // not shown: they are long
    if (std::getenv("ROLECALL_ACCEPT") != nullptr && !same) {
      std::ofstream(file, std::ios::binary) << json_schema();
      FAIL_CHECK("rewritten: " << file);
      return;
    }
    CHECK_MESSAGE(same, "ROLECALL_ACCEPT=1 rewrites " << file);
  }

  TEST_CASE("every key that this version acts on is in the schema with its description, and no other") {
    int keys = 0;
    const std::set<body> seen = walk([&](const field& f, const json::object& property) {
      CHECK(property.at("description").as_string() == f.about);
      CHECK_FALSE(property.contains("$ref")); // beside it a description would not count
      ++keys;
    });
    CHECK(keys > 30);
    CHECK(seen.contains(body::project_role));
  }

  TEST_CASE("every definition is used") {
    const std::string text = json_schema();
    const json::value& whole = schema();
    for (const auto& entry : whole.at("definitions").as_object()) {
      const std::string name(entry.key().data(), entry.key().size());
      CHECK_MESSAGE(text.find("\"#/definitions/" + name + "\"") != std::string::npos, name);
    }
  }

  TEST_CASE("a key's kind of value is the schema's") {
    walk([](const field& f, const json::object& property) {
      CAPTURE(f.key);
      const json::value* type = property.if_contains("type");
      switch (f.takes) {
      case shape::number: CHECK((property.contains("const") || type->as_string() == "integer")); break;
      case shape::flag: CHECK(type->as_string() == "boolean"); break;
      case shape::ownership: CHECK(texts(property.at("enum")).size() == 2); break;
      case shape::text: CHECK(texts(*type) == std::vector<std::string>{"string", "number", "boolean"}); break;
      case shape::manage: CHECK(texts(*type) == std::vector<std::string>{"string", "object"}); break;
      case shape::texts:
      case shape::records: CHECK(type->as_string() == "array"); break;
      case shape::named_texts:
        CHECK(property.at("additionalProperties").at("type").as_string() == "array");
        [[fallthrough]];
      case shape::named: CHECK(property.contains("propertyNames")); [[fallthrough]];
      case shape::record: CHECK(type->as_string() == "object"); break;
      }
    });
  }

  TEST_CASE("a key that every such map needs is required, and no other") {
    walk([](const field& f, const json::object& property) {
      if (f.inner == body::none) return;
      std::vector<std::string> needed;
      for (const field& g : fields_of(f.inner)) {
        if (g.need == presence::required) needed.emplace_back(g.key);
      }
      const json::value* required = inner(property, f.takes).if_contains("required");
      CHECK((required ? texts(*required) : std::vector<std::string>{}) == needed);
    });
    CHECK(texts(schema().at("required")) == std::vector<std::string>{"version"});
  }
}
