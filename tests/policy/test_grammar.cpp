#include "policy/grammar.hpp"
#include "policy/load.hpp"
#include "policy/rules.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace rolecall;
using namespace rolecall::policy;

TEST_SUITE("policy") {
  TEST_CASE("every key of the grammar says what it is for, and every body that a key leads to has keys") {
    for (const field& f : fields()) {
      CAPTURE(f.key);
      CHECK_FALSE(f.about.empty());
      CHECK(find_field(f.parent, f.key) == &f);
      if (f.inner != body::none) CHECK_FALSE(fields_of(f.inner).empty());
    }
    CHECK(find_field(body::group, "permissions") == nullptr);
    CHECK(fields_of(body::none).empty());
  }

  TEST_CASE("no body has a key twice") {
    std::set<std::pair<body, std::string_view>> seen;
    for (const field& f : fields()) CHECK(seen.emplace(f.parent, f.key).second);
  }

  TEST_CASE("a rule is found by its number and shown with three digits") {
    std::set<std::string_view> names;
    for (const rule_info& r : rules()) {
      CHECK(&about(r.number) == &r);
      CHECK_FALSE(r.meaning.empty());
      CHECK(names.insert(r.name).second);
    }
    CHECK(id_of(rule::cannot_read) == "RC001");
    CHECK(id_of(rule::unknown_key) == "RC042");
    CHECK(about(rule::mixed_scripts).level == base::severity::warning);
    CHECK(about(rule::unknown_role).name == "unknown-role");
  }
}
