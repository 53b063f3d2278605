#include "access/holdings.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace rolecall;
using model::principal;
using model::principal_kind;
using model::scope;
using model::symbol;

namespace {

constexpr symbol sym(unsigned n) { return static_cast<symbol>(n); }
constexpr principal group{principal_kind::group, sym(10)};
constexpr principal user{principal_kind::user, sym(10)};
constexpr scope project{sym(20)};

using list = std::vector<std::string>;

access::side example() {
  static const list reads{"read"};
  static const list writes{"read", "write"};
  access::side s;
  s.roles = {{sym(1), reads}, {sym(2), writes}, {sym(3), {}}};
  s.grants = {{{}, group, sym(1)}, {{}, group, sym(3)}, {{}, user, sym(2)}, {project, group, sym(2)}};
  return s;
}

} // namespace

TEST_SUITE_BEGIN("access");

TEST_CASE("a principal may do what any of its roles at that scope permits, and nothing else") {
  const access::side s = example();
  CHECK(s.permits({}, group, "read"));
  CHECK_FALSE(s.permits({}, group, "write")); // another principal with the same key, another scope
  CHECK(s.permits({}, user, "write"));
  CHECK(s.permits(project, group, "write"));
  CHECK_FALSE(s.permits(project, user, "read"));
}

TEST_CASE("grants of a principal are those of one scope") {
  const access::side s = example();
  CHECK(s.of({}, group).size() == 2);
  CHECK(s.of(project, group).size() == 1);
  CHECK(s.of(project, user).empty());
}

TEST_CASE("a role that is not known permits nothing") {
  CHECK_FALSE(example().role_permits(sym(9), "read"));
  CHECK_FALSE(example().role_permits(sym(3), "read"));
}

TEST_CASE("missing permissions are those of one side only") {
  CHECK(access::missing(list{"a", "b", "c"}, list{"b"}) == list{"a", "c"});
  CHECK(access::missing(list{"a"}, list{"a", "b"}) == list{});
  CHECK(access::missing({}, list{"a"}) == list{});
}

TEST_SUITE_END();
