#include "base/secret.hpp"

#include <doctest/doctest.h>

#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

using rolecall::base::secret;

namespace {

template <class T>
concept can_be_printed = requires(std::ostream& out, const T& value) {
  out << value;
};

} // namespace

TEST_SUITE_BEGIN("base");

static_assert(!std::is_copy_constructible_v<secret> && !std::is_copy_assignable_v<secret>);
static_assert(!can_be_printed<secret> && !std::equality_comparable<secret>);
static_assert(!std::is_convertible_v<std::string, secret> && !std::is_convertible_v<secret, std::string>);

TEST_CASE("a secret moves and leaves nothing behind") {
  secret first("sk-admin-0123456789-0123456789");
  secret second(std::move(first));
  CHECK(second.reveal() == "sk-admin-0123456789-0123456789");
  CHECK(first.reveal().empty()); // NOLINT(bugprone-use-after-move): that is what is tested
  secret third("other");
  third = std::move(second);
  CHECK(third.reveal() == "sk-admin-0123456789-0123456789");
  CHECK(second.reveal().empty()); // NOLINT(bugprone-use-after-move)
}

TEST_CASE("wiping overwrites every byte that the text had, those in reserve too") {
  std::string text = "sk-admin-0123456789-0123456789";
  text.resize(5); // the rest is still in memory
  const char* bytes = text.data();
  const std::size_t size = text.capacity();
  rolecall::base::wipe(text);
  CHECK(text.empty());
  text.resize(size);
  REQUIRE(text.data() == bytes);
  CHECK(text == std::string(size, '\0'));
}

TEST_SUITE_END();
