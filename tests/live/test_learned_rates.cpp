#include "live/learned_rates.hpp"

#include <doctest/doctest.h>

using namespace rolecall;
using namespace std::chrono_literals;
using live::learned_rate;
using live::learned_rates;
using live::moment;

namespace {

constexpr live::unix_seconds day = 86400;
const moment now{http::time_point(100h), 1'800'000'000};

http::known_pace met(std::size_t per_minute, http::time_point at) {
  http::known_pace out;
  out.per_minute = per_minute;
  out.limited_at = at;
  out.used = 3;
  out.used_at = at;
  return out;
}

learned_rates one(const learned_rate& rate) {
  learned_rates out;
  out.places["here"]["GET /a"] = rate;
  return out;
}

} // namespace

TEST_SUITE("live::learned_rates") {
  TEST_CASE("what was written is read back, and the same bytes come of the same rates") {
    learned_rates all = live::updated({}, "here", {{"GET /a", met(7, now.steady - 10s)}}, now);
    all = live::updated(all, "there", {{"GET /\"b\"", met(600, now.steady)}}, now);
    const std::string text = live::to_json(all);
    const auto again = live::rates_from_json(text);
    REQUIRE(again.has_value());
    CHECK(*again == all);
    CHECK(live::to_json(*again) == text);
    CHECK(all.places.at("here").at("GET /a") == learned_rate{7, now.wall - 10, 3, now.wall - 10});
  }

  TEST_CASE("what is no such text is refused with a reason, never with an exception") {
    const std::string good = live::to_json(one({7, now.wall, 0, 0}));
    for (const std::string text :
         {"", "null", "[]", "{}", "{\"format_version\": \"2.0\", \"places\": []}",
          "{\"format_version\": \"1.0\", \"places\": [{\"place\": \"x\", \"routes\": [{\"route\": \"r\", "
          "\"per_minute\": -1, \"limited_at\": 1, \"used\": 0, \"used_at\": 0}]}]}",
          "{\"format_version\": \"1.0\", \"places\": [{\"place\": \"x\", \"routes\": [{\"route\": \"r\", "
          "\"per_minute\": 1e300, \"limited_at\": 1, \"used\": 0, \"used_at\": 0}]}]}"}) {
      CAPTURE(text);
      const auto read = live::rates_from_json(text);
      REQUIRE(read.has_error());
      CHECK_FALSE(read.error().message.empty());
    }
    for (std::size_t end = 0; end + 2 < good.size(); ++end)
      CHECK(live::rates_from_json(std::string_view(good).substr(0, end)).has_error());
  }

  TEST_CASE("what is remembered by a clock that starts with 1970 can be read too") {
    const moment early{http::time_point(100h), 10};
    const learned_rates all = live::updated({}, "here", {{"GET /a", met(7, early.steady - 60s)}}, early);
    const auto again = live::rates_from_json(live::to_json(all));
    REQUIRE(again.has_value());
    CHECK(*again == all);
    CHECK(all.places.at("here").at("GET /a") == learned_rate{7, 0, 3, 0});
  }

  TEST_CASE("a rate allows five per cent more each day, and is forgotten after a week") {
    struct row {
      live::unix_seconds ago;
      std::size_t expected; ///< 0: forgotten
    };
    for (const row r : {row{0, 100}, row{day - 1, 100}, row{day, 105}, row{2 * day, 110}, row{7 * day, 138},
                        row{7 * day + 1, 0}, row{-1, 0}}) {
      CAPTURE(r.ago);
      const auto paces = live::expected_paces(one({100, now.wall - r.ago, 0, 0}), "here", now);
      CHECK(paces.size() == (r.expected > 0 ? 1 : 0));
      if (!paces.empty()) CHECK(paces.at("GET /a").per_minute == r.expected);
    }
    CHECK(live::expected_paces(one({100, now.wall, 0, 0}), "elsewhere", now).empty());
  }

  TEST_CASE("what was used in the last minute counts, also where no limit is known") {
    const auto paces = live::expected_paces(one({0, 0, 5, now.wall - 20}), "here", now);
    REQUIRE(paces.size() == 1);
    CHECK(paces.at("GET /a").per_minute == 0);
    CHECK(paces.at("GET /a").used == 5);
    CHECK(paces.at("GET /a").used_at == now.steady - 20s);
    CHECK(live::expected_paces(one({0, 0, 5, now.wall - 61}), "here", now).empty());
    CHECK(live::expected_paces(one({0, 0, 5, now.wall + 1}), "here", now).empty()); // the clock was set back
  }

  TEST_CASE("a run without a 429 leaves the rate as it was learned; one with a 429 replaces it") {
    http::known_pace unmet;
    unmet.per_minute = 105; // a day older
    const auto same = live::updated(one({100, now.wall - day, 0, 0}), "here", {{"GET /a", unmet}}, now);
    CHECK(same.places.at("here").at("GET /a").per_minute == 100);
    CHECK(same.places.at("here").at("GET /a").limited_at == now.wall - day);
    const auto other = live::updated(same, "here", {{"GET /a", met(90, now.steady)}}, now);
    CHECK(other.places.at("here").at("GET /a").per_minute == 90);
    CHECK(other.places.at("here").at("GET /a").limited_at == now.wall);
  }

  TEST_CASE("what is of no use any more does not stay in the file") {
    const auto all = live::updated(one({100, now.wall - 8 * day, 3, now.wall - 8 * day}), "there", {}, now);
    CHECK(all.places.empty());
  }
}
