#include "report/code_host.hpp"

#include <doctest/doctest.h>

using namespace rolecall;

namespace {

base::diagnostic at(const std::string& file, int line, const std::string& source_line,
                    const std::string& rule = "RC042") {
  base::diagnostic d;
  d.rule = rule;
  d.at = {{file, line, 5}, 4};
  d.message = "message";
  d.source_line = source_line;
  return d;
}

} // namespace

TEST_SUITE("report") {
  TEST_CASE("code hosts are told paths from the root on") {
    struct row {
      std::string file, path;
    };
    const report::checkout where{"/work/repo", "policy/"};
    for (const row& r : std::vector<row>{{"rolecall.yaml", "rolecall.yaml"},
                                         {"./policy//org.yaml", "policy/org.yaml"},
                                         {"policy/../rolecall.yaml", "rolecall.yaml"},
                                         {"/work/repo/policy/org.yaml", "policy/org.yaml"},
                                         {"/work/repository/org.yaml", "../repository/org.yaml"},
                                         {"../other/org.yaml", "../other/org.yaml"},
                                         {"policy/", "policy"},
                                         {".", "."},
                                         {"<stdin>", "<stdin>"},
                                         {"", "policy"}}) {
      CHECK(path_in(where, r.file) == r.path);
    }
    CHECK(report::path_in({"", "rolecall.yaml"}, "/etc/org.yaml") == "/etc/org.yaml");
    CHECK(report::path_in({"", "rolecall.yaml"}, "") == "rolecall.yaml");
  }

  TEST_CASE("a second place has its path from the root on too") {
    base::diagnostic d = at("./a.yaml", 1, "");
    d.also = {{{{"./b.yaml", 2, 1}, 1}, "there"}};
    const auto found = report::in_checkout({d}, {"/work/repo", "a.yaml"});
    CHECK(found.at(0).at.begin.file == "a.yaml");
    CHECK(found.at(0).also.at(0).at.begin.file == "b.yaml");
  }

  TEST_CASE("a fingerprint stays when lines move, and says which where several are alike") {
    const auto first = report::fingerprints({at("a.yaml", 3, "x: 1"), at("a.yaml", 9, "x: 1")});
    const auto moved = report::fingerprints({at("a.yaml", 13, "x: 1"), at("a.yaml", 99, "x: 1")});
    CHECK(first == moved);
    CHECK(first.at(0).ends_with(":1"));
    CHECK(first.at(1) == first.at(0).substr(0, 16) + ":2");
    CHECK(first.at(0) == "3133685175bebf25:1");
  }

  TEST_CASE("another rule, file or line has another fingerprint") {
    const auto all =
        report::fingerprints({at("a.yaml", 3, "x: 1"), at("a.yaml", 3, "x: 1", "RC043"),
                              at("b.yaml", 3, "x: 1"), at("a.yaml", 3, "x: 2"), at("a.yamlx", 3, ": 1")});
    for (const std::string& one : all) CHECK(one.ends_with(":1"));
  }

  TEST_CASE("a whole file is the empty stretch at its beginning") {
    const report::region whole = report::region_of({{"a.yaml", 0, 0}, 1});
    CHECK(whole.line == 1);
    CHECK(whole.column == 1);
    CHECK(whole.end_column == 1);
    const report::region some = report::region_of({{"a.yaml", 3, 5}, 4});
    CHECK(some.line == 3);
    CHECK(some.column == 5);
    CHECK(some.end_column == 9);
  }
}
