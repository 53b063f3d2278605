#include "e2e/rolecall.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <filesystem>
#include <sys/stat.h>

// validate --report: what other programs are told, in files beside the output for people.

namespace rolecall::e2e {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr const char* all_reports =
    "validate --report sarif=s --report junit=j --report codequality=c --report github=g --report json=d";

struct scene {
  folder place;
  setting here{.folder = place.path()};

  explicit scene(const std::string& policy) { place.put("rolecall.yaml", policy); }

  [[nodiscard]] json::value sarif_run() const { return json::parse(place.get("s")).at("runs").at(0); }
};

const std::string invalid = "version: 1\nmanage: additive\nrole: {}\n";
const std::string valid = "version: 1\nmanage: additive\n";
const std::string annotation = "::error file=rolecall.yaml,line=3,endLine=3,col=1,endColumn=5,title=RC042::";

std::size_t occurrences(const std::string& text, const std::string& of) {
  std::size_t count = 0;
  for (auto at = text.find(of); at != std::string::npos; at = text.find(of, at + 1)) ++count;
  return count;
}

} // namespace

TEST_SUITE("reports") {
  TEST_CASE("all of them are written for an invalid policy, and people are told as before") {
    const scene s(invalid);
    const outcome seen = rolecall(all_reports, s.here);
    CHECK(seen.out == "");
    CHECK(seen.err == rolecall("validate", s.here).err);
    CHECK(seen.code == 3);
    CHECK(s.place.names() == std::vector<std::string>{"c", "d", "g", "j", "rolecall.yaml", "s"});
    CHECK(s.place.get("d") == rolecall("validate --format json", s.here).out);
    CHECK(s.place.get("g").starts_with(annotation));
    CHECK(s.place.get("j").find("tests=\"1\" failures=\"1\"") != std::string::npos);
    CHECK(json::parse(s.place.get("c")).at(0).at("check_name") == "RC042");
    const json::value run = s.sarif_run();
    CHECK(run.at("results").as_array().size() == 1);
    const auto index = run.at("results").at(0).at("ruleIndex").to_number<std::size_t>();
    CHECK(run.at("tool").at("driver").at("rules").at(index).at("id") == "RC042");
  }

  TEST_CASE("all of them are written for a valid policy") {
    const scene s(valid);
    const outcome seen = rolecall(all_reports, s.here);
    CHECK(seen.out == "The policy is valid (1 file).\n");
    CHECK(seen.err == "");
    CHECK(seen.code == 0);
    CHECK(s.place.get("c") == "[]\n");
    CHECK(s.place.get("g") == "");
    CHECK(s.place.get("j").find("<testcase classname=\"rolecall.yaml\" name=\"valid\"") != std::string::npos);
    CHECK(s.sarif_run().at("results").as_array().empty());
    CHECK(s.sarif_run().at("tool").at("driver").at("rules").as_array().size() > 50);
  }

  TEST_CASE("all of them are written where no policy can be read, and point at what was asked for") {
    const folder place;
    const setting here{.folder = place.path()};
    const outcome seen = rolecall(all_reports, here);
    CHECK(seen.code == 3);
    CHECK(place.get("g").starts_with("::error file=rolecall.yaml,line=1,endLine=1,title=RC001::"));
    CHECK(json::parse(place.get("c")).at(0).at("location").at("path") == "rolecall.yaml");
    CHECK(json::parse(place.get("s")).at("runs").at(0).at("results").as_array().size() == 1);
  }

  TEST_CASE("a file that was read but not checked does not count as valid") {
    const scene s(valid);
    CHECK(rolecall("validate rolecall.yaml missing.yaml --report junit=j", s.here).code == 3);
    CHECK(occurrences(s.place.get("j"), "<testcase ") == 1);
    CHECK(s.place.get("j").find("classname=\"missing.yaml\"") != std::string::npos);
  }

  TEST_CASE("annotations go to stdout where no file is named") {
    const scene s(invalid);
    const outcome seen = rolecall("validate --report github", s.here);
    CHECK(seen.out.starts_with(annotation));
    CHECK(occurrences(seen.out, "\n") == 1);
    CHECK(seen.code == 3);
    const outcome beside = rolecall("validate --format json -o out --report github", s.here);
    CHECK(beside.out == seen.out);
    CHECK_FALSE(json::parse(s.place.get("out")).at("valid").as_bool());
  }

  TEST_CASE("warnings are in reports with --quiet too, and fail nothing") {
    const scene s("version: 1\nmanage: additive\nroles:\n  Nothing: {permissions: []}\n");
    const outcome seen = rolecall("validate -q --report junit=j --report github", s.here);
    CHECK(seen.err == "");
    CHECK(seen.out.starts_with("::warning file=rolecall.yaml,line=4,"));
    CHECK(s.place.get("j").find("tests=\"1\" failures=\"0\"") != std::string::npos);
    CHECK(seen.code == 0);
  }

  TEST_CASE("a place is named from the working directory on, however the policy was named") {
    const scene s(invalid);
    for (const std::string& name : {std::string("./rolecall.yaml"), s.place.path() + "/rolecall.yaml"}) {
      CHECK(rolecall("validate --report github " + name, s.here).out.starts_with(annotation));
    }
  }

  TEST_CASE("a pipe is written to, and stays a pipe") {
    const scene s(invalid);
    const std::string pipe = s.place.path() + "/pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    const outcome seen = rolecall("validate --report json=pipe 2>/dev/null & cat pipe", s.here);
    CHECK(seen.out == rolecall("validate --format json", s.here).out);
    CHECK(fs::is_fifo(pipe));
  }

  TEST_CASE(
      "a report that cannot be written is told; the others are written, and an invalid policy counts more") {
    const std::string words =
        "validate --report sarif=no/s --report junit=j --report json=taken --report codequality=c";
    struct row {
      std::string policy;
      int code;
    };
    for (const row& r : std::vector<row>{{valid, 1}, {invalid, 3}}) {
      const scene s(r.policy);
      fs::create_directory(s.place.path() + "/taken");
      const outcome seen = rolecall(words, s.here);
      CHECK(seen.err.ends_with("rolecall: cannot write no/s: No such file or directory\n"
                               "rolecall: cannot write taken: Is a directory\n"));
      CHECK(seen.code == r.code);
      CHECK(s.place.names() == std::vector<std::string>{"c", "j", "rolecall.yaml", "taken"});
      CHECK(rolecall("validate --report github >/dev/full", s.here).code == r.code);
    }
  }
}

} // namespace rolecall::e2e
