#include "cli/duration.hpp"
#include "cli/options.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace rolecall;

namespace {

std::variant<cli::options, cli::answer> parse(std::vector<const char*> words) {
  words.insert(words.begin(), "rolecall");
  return cli::parse(static_cast<int>(words.size()), words.data());
}

cli::options options(const std::vector<const char*>& words) {
  auto parsed = parse(words);
  if (const auto* done = std::get_if<cli::answer>(&parsed)) FAIL("answered at once: " << done->text);
  return std::get<cli::options>(std::move(parsed));
}

cli::answer answer(const std::vector<const char*>& words) {
  auto parsed = parse(words);
  REQUIRE(std::holds_alternative<cli::answer>(parsed));
  return std::get<cli::answer>(std::move(parsed));
}

} // namespace

TEST_SUITE("cli") {
  TEST_CASE("options become values") {
    const cli::options plan = options({"plan", "--format", "json", "-o", "p.json", "a.yaml", "b"});
    CHECK(plan.command == cli::command::plan);
    CHECK(plan.format == cli::shape::json);
    CHECK(plan.output == "p.json");
    CHECK(plan.paths == std::vector<std::string>{"a.yaml", "b"});
    const cli::options apply = options({"apply", "--yes", "--max-removals", "25%", "--delete-in-use",
                                        "role[\"a\"]", "--delete-in-use", "role[\"b\"]", "--settle", "5"});
    CHECK(apply.command == cli::command::apply);
    CHECK(apply.yes);
    REQUIRE(apply.guards.max_removals.has_value());
    CHECK(apply.guards.max_removals->value == 25);
    CHECK(apply.guards.max_removals->percent);
    CHECK(apply.guards.delete_in_use == std::set<std::string>{"role[\"a\"]", "role[\"b\"]"});
    CHECK(apply.settle_seconds == 5);
    CHECK(options({"validate", "-"}).paths == std::vector<std::string>{"-"});
    CHECK(options({"apply", "--dry-run"}).command == cli::command::plan);
    CHECK(options({"plan", "--revoke-first"}).guards.revoke_first);
    CHECK(options({"apply", "--revoke-first"}).guards.revoke_first);
    CHECK_FALSE(options({"plan"}).guards.revoke_first);
    CHECK(options({"apply", "--dry-run", "--format", "markdown"}).format == cli::shape::markdown);
    CHECK(options({"plan", "-v", "-v"}).verbose == 2);
    CHECK(options({"plan", "--state", "state.json"}).state == "state.json");
    const cli::options history =
        options({"history", "-n", "7", "4f2a91c0", "--state-dir", "/s", "--format", "json"});
    CHECK(history.command == cli::command::history);
    CHECK(history.most_runs == 7);
    CHECK(history.run == "4f2a91c0");
    CHECK(history.state_dir == "/s");
    const cli::options snapshot = options({"snapshot", "-q", "-o", "state.json"});
    CHECK(snapshot.command == cli::command::snapshot);
    CHECK(snapshot.output == "state.json");
    const cli::options schema = options({"schema", "policy", "-o", "policy.schema.json"});
    CHECK(schema.command == cli::command::schema);
    CHECK(schema.schema == "policy");
    CHECK(schema.output == "policy.schema.json");
  }

  TEST_CASE("a lock has a place, a lease and a patience") {
    const cli::options plain = options({"apply", "--lock", "file:lock"});
    CHECK(plain.lock == "file:lock");
    CHECK(plain.lock_timeout_seconds == 0);
    CHECK(plain.lock_lease_seconds == 300);
    CHECK_FALSE(plain.lock_by_post);
    CHECK(options({"apply", "--lock-timeout", "10m"}).lock_timeout_seconds == 600);
    CHECK(answer({"apply", "--lock-timeout", "25h"}).exit_code == 64);
    CHECK(answer({"apply", "--lock-lease", "0s"}).exit_code == 64);
    CHECK(answer({"apply", "--lock", "/srv/lock"}).text ==
          "rolecall: --lock: the lock must begin with file: or https://\nTry 'rolecall apply --help'.\n");
    const cli::options unlock = options({"unlock", "8f14", "--lock", "https://x/y", "--lock-method", "post"});
    CHECK(unlock.command == cli::command::unlock);
    CHECK(unlock.lock_id == "8f14");
    CHECK(unlock.lock_by_post);
    CHECK(answer({"unlock", "8f14"}).exit_code == 64);
    CHECK(answer({"unlock", "--lock", "file:x"}).exit_code == 64);
  }

  TEST_CASE("times are seconds, or a number with its unit") {
    struct row {
      const char* text;
      std::optional<int> seconds;
    };
    for (const row r :
         {row{"90", 90}, row{"30s", 30}, row{"5m", 300}, row{"2h", 7200}, row{"0", 0}, row{"", {}},
          row{"s", {}}, row{"-1", {}}, row{"1.5h", {}}, row{"5 m", {}}, row{"5M", {}}, row{"1d", {}},
          row{"99999999999", {}}, row{"999999999h", {}}, row{"5mm", {}}}) {
      CAPTURE(r.text);
      CHECK((cli::read_duration(r.text) == r.seconds));
    }
    CHECK(cli::duration_text(0) == "0s");
    CHECK(cli::duration_text(90) == "90s");
    CHECK(cli::duration_text(900) == "15m");
    CHECK(cli::duration_text(7200) == "2h");
    const cli::options apply = options({"apply", "--max-wait", "5m", "--settle", "1m", "--deadline", "2h"});
    CHECK(apply.max_wait_seconds == 300);
    CHECK(apply.settle_seconds == 60);
    CHECK(apply.deadline_seconds == 7200);
    CHECK(options({"plan", "--fresh"}).fresh);
    CHECK(answer({"apply", "--fresh"}).exit_code == 64);
    CHECK(options({"plan"}).max_wait_seconds == 900);
    CHECK(options({"plan"}).deadline_seconds == 0);
    CHECK(answer({"plan", "--deadline", "soon"}).text ==
          "rolecall: --deadline: expects a time from 1s to 168h, as 90, 30s, 5m or 2h\nTry 'rolecall plan "
          "--help'.\n");
    CHECK(answer({"apply", "--settle", "2h"}).exit_code == 64);
  }

  TEST_CASE("an export goes into a folder, or as one file anywhere") {
    const cli::options folder =
        options({"export", "-o", "policy", "--schema", "../s.json", "--state", "state.json"});
    CHECK(folder.command == cli::command::export_policy);
    CHECK(folder.output == "policy");
    CHECK_FALSE(folder.single_file);
    CHECK(folder.schema_place == "../s.json");
    CHECK(folder.state == "state.json");
    CHECK(options({"export", "--single-file"}).single_file);
    CHECK(options({"export", "--single-file", "-o", "-"}).output == "-");
    CHECK(answer({"export"}).exit_code == 64);
    CHECK(options({"init"}).folder == ".");
    CHECK(options({"init", "access"}).folder == "access");
  }

  TEST_CASE("a path after --delete-in-use is a path") {
    const cli::options apply = options({"apply", "--delete-in-use", "role[\"a\"]", "policy/"});
    CHECK(apply.paths == std::vector<std::string>{"policy/"});
  }

  TEST_CASE("reports are asked for by kind and file, as many as wanted") {
    const cli::options validate = options({"validate", "--report", "sarif=a=b.sarif", "--report=junit=j.xml",
                                           "--report", "codequality=c.json", "--report", "json=d.json",
                                           "--report", "github=g.txt", "--report", "github", "policy/"});
    CHECK(validate.paths == std::vector<std::string>{"policy/"});
    using enum cli::report_kind;
    const std::vector<std::pair<cli::report_kind, std::string>> asked{
        {sarif, "a=b.sarif"}, {junit, "j.xml"},  {codequality, "c.json"},
        {json, "d.json"},     {github, "g.txt"}, {github, ""}};
    REQUIRE(validate.reports.size() == asked.size());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      CHECK(validate.reports[i].kind == asked[i].first);
      CHECK(validate.reports[i].file == asked[i].second);
    }
    CHECK(options({"validate"}).reports.empty());
    CHECK(options({"validate", "--format", "json", "-o", "x", "--report", "github"}).reports.size() == 1);
    CHECK(options({"validate", "--format", "json", "--report", "github=g.txt"}).reports.size() == 1);
  }

  TEST_CASE("a report that cannot be meant is explained") {
    struct row {
      std::vector<const char*> words;
      std::string said;
    };
    const std::vector<row> table{
        {{"--report"}, "--report needs a value"},
        {{"--report", "sarif"}, "--report: sarif needs a file: --report sarif=FILE"},
        {{"--report", "junit="}, "--report: junit needs a file: --report junit=FILE"},
        {{"--report", "github="}, "--report: github needs a file: --report github=FILE"},
        {{"--report", "sarif=-"}, "--report: sarif goes to a file: --report sarif=FILE"},
        {{"--report", "github=-"},
         "--report: github goes to a file: --report github=FILE; for stdout write --report github"},
        {{"--report", "sarf=x"}, "--report: there is no report of the kind \"sarf\"; did you mean sarif?"},
        {{"--report", "report.xml"},
         "--report: there is no report of the kind \"report.xml\"; expects one of "
         "sarif|junit|codequality|github|json"},
        {{"--report", ""},
         "--report: there is no report of the kind \"\"; expects one of sarif|junit|codequality|github|json"},
        {{"--report", "sarif=a", "--report", "json=./a"},
         "two outputs would go to \"./a\"; name a file for each"},
        {{"-o", "a", "--report", "json=a"}, "two outputs would go to \"a\"; name a file for each"},
        {{"--report", "github", "--report", "github"}, "--report github is given twice"},
        {{"--format", "json", "--report", "github"},
         "--report github and --format json would both go to stdout; name a file for one: --report "
         "github=FILE, "
         "or -o FILE"}};
    for (const row& r : table) {
      std::vector<const char*> words{"validate"};
      words.insert(words.end(), r.words.begin(), r.words.end());
      const cli::answer said = answer(words);
      CHECK(said.exit_code == 64);
      CHECK(said.text == "rolecall: " + r.said + "\nTry 'rolecall validate --help'.\n");
    }
    CHECK(answer({"plan", "--report", "sarif=x"}).exit_code == 64);
  }

  TEST_CASE("wrong usage is answered on stderr with 64 and where to look") {
    for (const std::vector<const char*>& words :
         std::vector<std::vector<const char*>>{{},
                                               {"frobnicate"},
                                               {"plan", "--frobnicate"},
                                               {"plan", "--format", "yaml"},
                                               {"plan", "--max-removals", "x"},
                                               {"plan", "--max-removals", "101%"},
                                               {"plan", "--max-removals", "-1"},
                                               {"plan", "--connections", "0"},
                                               {"plan", "--connections", "65"},
                                               {"apply", "--format", "markdown"},
                                               {"validate", "--base-url", "x"},
                                               {"apply", "--state", "state.json"},
                                               {"history", "-n", "0"},
                                               {"snapshot", "policy.yaml"},
                                               {"snapshot", "--format", "text"},
                                               {"plan", "--log-level", "loud"},
                                               {"help", "frobnicate"},
                                               {"schema"},
                                               {"schema", "frobnicate"},
                                               {"schema", "policy", "plan"},
                                               {"plan", "--admin-key", "sk-admin-x"}}) {
      const cli::answer said = answer(words);
      CAPTURE(said.text);
      CHECK(said.exit_code == 64);
      CHECK(said.text.starts_with("rolecall: "));
      CHECK(said.text.find("--help'") != std::string::npos);
    }
  }

  TEST_CASE("help and version are answered on stdout with 0") {
    for (const std::vector<const char*>& words : std::vector<std::vector<const char*>>{{"--help"},
                                                                                       {"help"},
                                                                                       {"help", "plan"},
                                                                                       {"plan", "--help"},
                                                                                       {"apply", "-h"},
                                                                                       {"validate", "--help"},
                                                                                       {"whoami", "--help"},
                                                                                       {"snapshot", "--help"},
                                                                                       {"schema", "--help"},
                                                                                       {"version"},
                                                                                       {"--version"}}) {
      CHECK(answer(words).exit_code == 0);
    }
    CHECK(answer({"version"}).text == "rolecall " ROLECALL_VERSION "\n");
    for (const char* command : {"validate", "plan", "apply", "whoami", "snapshot", "schema", "history"}) {
      CHECK(answer({"help", command}).text.find("Examples:") != std::string::npos);
    }
  }
}
