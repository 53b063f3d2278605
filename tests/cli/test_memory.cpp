#include "base/memory_store.hpp"
#include "cli/memory.hpp"

#include <doctest/doctest.h>

using namespace rolecall;
using namespace std::chrono_literals;
using cli::kept_reading;
using model::list_kind;
using model::list_ref;

namespace {

const live::moment now{http::time_point(100h), 1'800'000'000};
const std::string path = "/state/reading-key1";
const list_ref roles{list_kind::organization_roles, {}, {}};
const list_ref groups{list_kind::groups, {}, {}};
const list_ref projects{list_kind::projects, {}, {}};

model::organization with(const std::string& id, const std::vector<list_ref>& lists) {
  model::organization out;
  out.id = id;
  for (const list_ref& list : lists) out.read[list] = {1, now.steady};
  return out;
}

/// A reading of roles and groups, out of at least seven lists, that was interrupted.
void interrupt(base::memory_store& files) {
  kept_reading first(files, "/state", "key1", false, now.wall);
  REQUIRE_FALSE(first.waits());
  first.save(with("org-a", {roles, groups}), 7, now);
  const auto& said = first.saved();
  REQUIRE(said.has_value());
  CHECK(*said == "what was read is kept, 2 of at least 7 lists: a run within 15 minutes goes on from there");
  REQUIRE(files.find(path).has_value());
}

} // namespace

TEST_SUITE("cli::memory") {
  TEST_CASE("the next run goes on with a reading, once it is known to be of the same organization") {
    base::memory_store files;
    interrupt(files);
    kept_reading next(files, "/state", "key1", false, now.wall + 60);
    REQUIRE(next.waits());
    model::organization live = with("org-a", {roles});
    CHECK(next.take({groups, projects}, now, live).size() == 2); // not yet
    const auto said = next.confirm(live, now.wall + 60);
    REQUIRE(said.has_value());
    CHECK(said->find(
              ": 2 of at least 7 lists are at hand, the oldest read 1 min ago; --fresh reads all anew") !=
          std::string::npos);
    CHECK(next.missing({groups, projects}) == std::vector<list_ref>{projects});
    CHECK(next.take({groups, projects}, now, live) == std::vector<list_ref>{projects});
    CHECK(live.has_read(groups));
    next.finish();
    CHECK_FALSE(files.find(path).has_value());
    model::organization again = with("org-a", {roles});
    CHECK(next.take({groups}, now, again).size() == 1); // what is read again is read by the API
    next.save(with("org-a", {roles, groups}), 7, now);
    CHECK_FALSE(next.saved().has_value());
  }

  TEST_CASE("nothing of another organization is used") {
    base::memory_store files;
    interrupt(files);
    kept_reading next(files, "/state", "key1", false, now.wall);
    model::organization other = with("org-b", {roles});
    CHECK_FALSE(next.confirm(other, now.wall).has_value());
    CHECK_FALSE(next.waits());
    CHECK(next.take({groups}, now, other).size() == 1);
    CHECK_FALSE(other.has_read(groups));
  }

  TEST_CASE("another key, --fresh, a quarter of an hour, or damage: there is nothing to go on with") {
    base::memory_store files;
    interrupt(files);
    CHECK_FALSE(kept_reading(files, "/state", "key2", false, now.wall).waits());
    CHECK_FALSE(kept_reading(files, "/state", "key1", true, now.wall).waits());
    CHECK_FALSE(kept_reading(files, "/state", "key1", false, now.wall + 901).waits());
    CHECK_FALSE(kept_reading(files, "/state", "key1", false, now.wall - 1).waits());
    CHECK_FALSE(kept_reading(files, "", "key1", false, now.wall).waits());
    CHECK(kept_reading(files, "/state", "key1", false, now.wall + 900).waits());
    files.put(path, files.find(path)->substr(0, 100));
    CHECK_FALSE(kept_reading(files, "/state", "key1", false, now.wall).waits());
  }

  TEST_CASE("a run that is interrupted before it knows the organization leaves what was kept as it is") {
    base::memory_store files;
    interrupt(files);
    const auto before = files.find(path);
    kept_reading next(files, "/state", "key1", false, now.wall);
    next.save(model::organization(), 3, now);
    CHECK_FALSE(next.saved().has_value());
    CHECK((files.find(path) == before));
  }

  TEST_CASE(
      "an interruption of the continued reading keeps what neither had and what was not asked for yet") {
    base::memory_store files;
    interrupt(files);
    kept_reading next(files, "/state", "key1", false, now.wall);
    model::organization live = with("org-a", {roles});
    next.confirm(live, now.wall);
    next.save(with("org-a", {roles, projects}), 3, now);
    REQUIRE(next.saved().has_value());
    kept_reading last(files, "/state", "key1", false, now.wall);
    last.confirm(live, now.wall);
    CHECK(last.missing({roles, groups, projects}).empty());
  }

  TEST_CASE("a store that fails at anything costs calls, and ends nothing") {
    base::memory_store files;
    interrupt(files);
    files.before = [](std::string_view, const std::string&) {
      return base::store_failure{base::store_problem::denied, "no"};
    };
    kept_reading next(files, "/state", "key1", false, now.wall);
    CHECK_FALSE(next.waits());
    next.save(with("org-a", {roles, groups}), 7, now);
    CHECK_FALSE(next.saved().has_value());
    next.finish();
    CHECK(cli::kept_rates(files, "/state").read().places.empty());
    cli::kept_rates(files, "/state").write({});
  }
}
