#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/parse_commands.hpp"
#include "cli/parse_examples.hpp"
#include "cli/report_option.hpp"
#include "cli/wrong_usage.hpp"

#include <CLI/CLI.hpp>

#include <sstream>

namespace rolecall::cli {
namespace {

planner::removal_limit removal_limit(const std::string& text) {
  return {std::stoul(text), text.ends_with('%')};
}

/// The options of all commands, bound to one value.
class parser {
public:
  parser() : app_(about, "rolecall") {
    app_.footer(top_examples);
    app_.set_version_flag("--version", std::string("rolecall ") + ROLECALL_VERSION,
                          "Say which version this is");
    app_.require_subcommand(1);
    app_.fallthrough(false);
    add_commands(app_, typed_);
    app_.add_subcommand("version", "Say which version this is");
    auto* help = app_.add_subcommand("help", "Explain a command");
    help->add_option("COMMAND", help_topic_, "The command to explain");
  }

  std::variant<options, answer> parse(int argc, const char* const* argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
      return ended(e);
    }
    if (app_.got_subcommand("version")) return answer{0, std::string("rolecall ") + ROLECALL_VERSION + "\n"};
    if (app_.got_subcommand("help")) return help();
    if (const std::string what = clash(); !what.empty()) return wrong(what);
    fill_guards();
    if (typed_.chosen.dry_run) typed_.chosen.command = command::plan; // apply alone has it
    return typed_.chosen;
  }

private:
  /// What is wrong with words that are right each by itself; empty if nothing is.
  [[nodiscard]] std::string clash() const {
    const options& chosen = typed_.chosen;
    const bool applies = chosen.command == command::apply;
    if (chosen.command == command::schema && chosen.schema.empty())
      return "say which schema: " + alternatives(schema_kinds());
    const bool to_stdout = chosen.output.empty() || chosen.output == "-";
    if (chosen.command == command::export_policy && to_stdout && !chosen.single_file)
      return "say where to: -o FOLDER, or --single-file for one file on stdout";
    const std::string early = applies && !chosen.plan_file.empty() ? clash_with_plan() : std::string();
    if (!early.empty()) return "a saved plan is applied as it is: " + early + " counts when it is made";
    if (applies && !chosen.dry_run && chosen.format == shape::markdown)
      return "apply has no Markdown form; use --format text or json, or plan --format markdown";
    return clash_of_reports(chosen);
  }

  /// What was said on the command line that only counts while a plan is made.
  [[nodiscard]] std::string clash_with_plan() const {
    if (typed_.chosen.dry_run) return "--dry-run";
    if (!typed_.chosen.only.empty()) return "--only";
    if (typed_.chosen.guards.revoke_first) return "--revoke-first";
    if (!typed_.max_removals.empty()) return "--max-removals";
    if (typed_.chosen.guards.min_owners) return "--min-owners";
    if (!typed_.lock_out.empty()) return "--lock-out";
    if (!typed_.unprotect.empty()) return "--unprotect";
    return typed_.delete_in_use.empty() ? "" : "--delete-in-use";
  }

  void fill_guards() {
    planner::options& guards = typed_.chosen.guards;
    if (!typed_.max_removals.empty()) guards.max_removals = removal_limit(typed_.max_removals);
    guards.unprotect = {typed_.unprotect.begin(), typed_.unprotect.end()};
    for (const std::string& who : typed_.lock_out)
      guards.lock_out.insert(who.find('@') == std::string::npos ? who : base::lower(who));
    guards.delete_in_use = {typed_.delete_in_use.begin(), typed_.delete_in_use.end()};
  }

  answer ended(const CLI::ParseError& e) {
    std::ostringstream out;
    std::ostringstream err;
    if (app_.exit(e, out, err) == 0) return {0, without_gaps(out.str())};
    return wrong(explain_usage(app_, e));
  }

  answer wrong(const std::string& what) const {
    const auto chosen = app_.get_subcommands();
    const std::string topic = chosen.empty() ? "" : " " + chosen.front()->get_name();
    const std::string text = "rolecall: " + base::printable(what) + "\nTry 'rolecall" + topic + " --help'.\n";
    return {static_cast<int>(exit_code::usage), text};
  }

  answer help() {
    if (help_topic_.empty())
      return {0, app_.get_formatter()->make_help(&app_, "rolecall", CLI::AppFormatMode::Normal)};
    for (const CLI::App* command :
         app_.get_subcommands([&](const CLI::App* c) { return c->get_name() == help_topic_; })) {
      return {0, without_gaps(command->help("rolecall"))};
    }
    const std::string what = no_such_command(app_, help_topic_);
    app_.clear(); // the advice that follows is not about `help`
    return wrong(what);
  }

  /// The library leaves two empty lines before each group of options.
  static std::string without_gaps(std::string help) {
    for (auto at = help.find("\n\n\n"); at != std::string::npos; at = help.find("\n\n\n", at))
      help.erase(at, 1);
    return help;
  }

  CLI::App app_;
  typed typed_;
  std::string help_topic_;
};

} // namespace

std::variant<options, answer> parse(int argc, const char* const* argv) { return parser().parse(argc, argv); }

} // namespace rolecall::cli
