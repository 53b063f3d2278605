#include "base/stable_hash.hpp"

#include <doctest/doctest.h>

using rolecall::base::hex;
using rolecall::base::stable_hash;

TEST_SUITE("base") {
  TEST_CASE("a stable hash is FNV-1a: others have stored it and compare") {
    CHECK(hex(stable_hash("")) == "cbf29ce484222325");
    CHECK(hex(stable_hash("a")) == "af63dc4c8601ec8c");
    CHECK(hex(stable_hash("foobar")) == "85944171f73967e8");
    CHECK(hex(stable_hash("\xff")) == "af64724c8602eb6e");
    CHECK(hex(10) == "000000000000000a");
  }
}
