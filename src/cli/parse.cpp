#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/duration.hpp"
#include "cli/exit_code.hpp"
#include "cli/help_codes.hpp"
#include "cli/lock_place.hpp"
#include "cli/options.hpp"
#include "cli/report_option.hpp"
#include "cli/wrong_usage.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <sstream>
#include <utility>

namespace rolecall::cli {
namespace {

constexpr const char* about =
    "Keeps the access rules of an OpenAI organization in Git.\n\n"
    "Reads a YAML policy, reads the organization, shows the difference as a plan, and applies it.";

constexpr const char* top_examples =
    "First steps:\n"
    "  rolecall validate                   is the policy well formed? (needs no key)\n"
    "  rolecall whoami                     which organization does my key open?\n"
    "  rolecall plan                       what would change? (changes nothing)\n"
    "  rolecall apply                      change it, after asking\n\n"
    "The admin key is read from OPENAI_ADMIN_KEY or --admin-key-file, never from the command line.\n"
    "PATH defaults to rolecall.yaml, else policy/. 'rolecall COMMAND --help' says more.";

constexpr const char* validate_examples =
    "Examples:\n"
    "  rolecall validate\n"
    "  rolecall validate policy/\n"
    "  rolecall validate --format json rolecall.yaml\n"
    "  generate-policy | rolecall validate -\n"
    "  rolecall validate --report sarif=rolecall.sarif --report junit=rolecall.xml\n"
    "  rolecall validate --report github    annotations on stdout; github=FILE writes a file\n\n"
    "Reports are written whether the policy is valid or not. Run in the root of the repository: they name "
    "files\n"
    "from the working directory on.";

constexpr const char* plan_examples =
    "Examples:\n"
    "  rolecall plan\n"
    "  rolecall plan --detailed-exitcode policy/        exit 2 if there are changes\n"
    "  rolecall plan --format markdown -o comment.md    for a pull request\n"
    "  rolecall plan --format json -o plan.json         to look at, and to apply exactly this later\n"
    "  rolecall plan --only 'project[\"Checkout\"]'       one project, at a fraction of the calls\n"
    "  rolecall plan --explain-reads                    what it would cost; makes no call\n"
    "  rolecall plan --state state.json                 for a snapshot: no key, no network";

constexpr const char* apply_examples =
    "Examples:\n"
    "  rolecall apply                      shows the plan and asks\n"
    "  rolecall apply --yes policy/        for pipelines\n"
    "  rolecall apply --dry-run            the same as plan\n"
    "  rolecall apply --max-removals 10    lifts the guard for this run\n"
    "  rolecall apply --plan plan.json     what plan --format json wrote, if what it rests on is still so\n"
    "  rolecall apply --lock file:/srv/rolecall/lock --lock-timeout 10m     one at a time; others wait\n"
    "  rolecall apply --lock https://gitlab.example.com/api/v4/projects/7/terraform/state/rolecall/lock\n"
    "                 --lock-method post\n\n"
    "A lock's server is asked with ROLECALL_LOCK_USERNAME and ROLECALL_LOCK_PASSWORD, where they are set.\n"
    "Applying twice writes nothing the second time; an interrupted run needs only another run.";

constexpr const char* show_examples =
    "Examples:\n"
    "  rolecall show plan.json\n"
    "  rolecall show plan.json --format markdown\n\n"
    "Reads what rolecall plan --format json wrote and prints what plan printed; needs no key and no network. "
    "A\n"
    "file that was changed by hand is refused.";

constexpr const char* unlock_examples =
    "Examples:\n"
    "  rolecall unlock 8f14e45f-ceea-467f-a8d2-5c1b9a2c7d10 --lock file:/srv/rolecall/lock\n"
    "  rolecall unlock --yes 8f14e45f-ceea-467f-a8d2-5c1b9a2c7d10 --lock "
    "https://locks.example.com/rolecall\n\n"
    "For a lock whose holder is gone. apply names the ID of a lock that is held; a lock of another ID is "
    "left\n"
    "alone. A holder who is not gone after all sends nothing more once he finds his lock in a file removed;\n"
    "one with a lock on a server does not notice.";

constexpr const char* whoami_examples = "Examples:\n"
                                        "  rolecall whoami\n"
                                        "  rolecall whoami --format json\n\n"
                                        "Makes three calls and changes nothing.";

constexpr const char* snapshot_examples =
    "Examples:\n"
    "  rolecall snapshot -o state.json\n"
    "  rolecall plan --state state.json                           needs no key, makes no call\n"
    "  rolecall-emulator --plain-http --state state.json          to rehearse on a copy\n\n"
    "Reads every role, group, member, user, project, grant and invitation, one call or more for each group "
    "and\n"
    "user and for whoever is in a project: a large organization takes long, with a limit on calls hours.\n"
    "All of it is written, or nothing. The file holds names and e-mail addresses, and no key.";

constexpr const char* export_examples =
    "Examples:\n"
    "  rolecall export -o policy                          a folder, with a file for each project\n"
    "  rolecall export --single-file -o rolecall.yaml\n"
    "  rolecall export --single-file | less\n"
    "  rolecall export --state state.json -o policy       from a snapshot: no key, no network\n\n"
    "Reads everything, as rolecall snapshot does, and writes it as a policy for people to read and to go on "
    "with: its\n"
    "plan is empty, as it is written (additive) and when manage is made authoritative. Writes new files "
    "only.";

constexpr const char* init_examples = "Examples:\n"
                                      "  rolecall init             rolecall.yaml here\n"
                                      "  rolecall init access\n\n"
                                      "Writes new files only; needs no key and no network.";

constexpr const char* schema_examples =
    "Examples:\n"
    "  rolecall schema policy                           for editors: completion, and mistakes as you type\n"
    "  rolecall schema policy -o policy.schema.json     then begin each policy file with this line:\n"
    "  # yaml-language-server: $schema=policy.schema.json\n"
    "  rolecall schema plan                             of what plan --format json writes";

constexpr const char* history_examples =
    "Examples:\n"
    "  rolecall history                    the last 20 applies\n"
    "  rolecall history -n 100\n"
    "  rolecall history 4f2a91c0           each change of one, with its requests\n"
    "  rolecall history --format json\n\n"
    "Told from the journals that applies on this machine have kept below --state-dir: the newest 100, and "
    "any "
    "that\n"
    "has something open. Times are UTC. Makes no call.";

std::string check_removals(const std::string& text) {
  const std::string digits = text.ends_with('%') ? text.substr(0, text.size() - 1) : text;
  const bool number =
      !digits.empty() && digits.size() < 10 && digits.find_first_not_of("0123456789") == std::string::npos;
  if (number && !(text.ends_with('%') && std::stoul(digits) > 100)) return {};
  return "expects a number or a share: 10 or 25%";
}

/// One of the names in `from`, in any order on the command line but always the same in messages.
template <class Value>
struct choice {
  std::vector<std::pair<std::string, Value>> from;

  [[nodiscard]] std::string names() const {
    std::string out;
    for (const auto& [name, value] : from) out += (out.empty() ? "" : "|") + name;
    return out;
  }
  [[nodiscard]] const Value* find(const std::string& word) const {
    const auto at = std::ranges::find(from, word, &std::pair<std::string, Value>::first);
    return at == from.end() ? nullptr : &at->second;
  }
};

template <class Value>
CLI::Option* add_choice(CLI::App* to, const std::string& name, Value& into, const choice<Value>& of,
                        const std::string& what) {
  const auto set = [&into, of](const std::string& word) { into = *of.find(word); };
  const auto check = [of](const std::string& word) {
    return of.find(word) ? std::string() : "expects one of " + of.names();
  };
  return to->add_option_function<std::string>(name, set, what)
      ->check(CLI::Validator(check, ""))
      ->option_text(of.names());
}

/// Least and most, in seconds.
using time_range = std::pair<int, int>;

/// A time, in seconds or with its unit.
CLI::Option* add_time(CLI::App* to, const std::string& name, int& into, time_range allowed,
                      const std::string& what) {
  const auto check = [allowed](const std::string& word) -> std::string {
    const auto seconds = read_duration(word);
    if (seconds && *seconds >= allowed.first && *seconds <= allowed.second) return {};
    return "expects a time from " + duration_text(allowed.first) + " to " + duration_text(allowed.second) +
           ", as 90, 30s, 5m or 2h";
  };
  const auto set = [&into](const std::string& word) { into = read_duration(word).value_or(0); };
  return to->add_option_function<std::string>(name, set, what)
      ->check(CLI::Validator(check, ""))
      ->option_text("TIME");
}

choice<std::string> words(const std::vector<std::string>& names) {
  choice<std::string> out;
  for (const std::string& name : names) out.from.emplace_back(name, name);
  return out;
}

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
    add_validate();
    add_plan();
    add_apply();
    add_show();
    add_whoami();
    add_snapshot();
    add_schema();
    add_init();
    add_export();
    add_unlock();
    add_history();
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
    if (chosen_.command == command::schema && chosen_.schema.empty())
      return wrong("say which schema: " + schemas().names());
    const bool to_stdout = chosen_.output.empty() || chosen_.output == "-";
    if (chosen_.command == command::export_policy && to_stdout && !chosen_.single_file)
      return wrong("say where to: -o FOLDER, or --single-file for one file on stdout");
    if (chosen_.command == command::apply && !chosen_.plan_file.empty()) {
      const std::string wrong_word = clash_with_plan();
      if (!wrong_word.empty())
        return wrong("a saved plan is applied as it is: " + wrong_word + " counts when it is made");
    }
    if (!max_removals_.empty()) chosen_.guards.max_removals = removal_limit(max_removals_);
    chosen_.guards.unprotect = {unprotect_.begin(), unprotect_.end()};
    for (const std::string& who : lock_out_)
      chosen_.guards.lock_out.insert(who.find('@') == std::string::npos ? who : base::lower(who));
    chosen_.guards.delete_in_use = {delete_in_use_.begin(), delete_in_use_.end()};
    if (chosen_.command == command::apply && chosen_.dry_run) chosen_.command = command::plan;
    if (chosen_.command == command::apply && chosen_.format == shape::markdown) {
      return wrong("apply has no Markdown form; use --format text or json, or plan --format markdown");
    }
    if (const std::string clash = clash_of_reports(chosen_); !clash.empty()) return wrong(clash);
    return chosen_;
  }

private:
  using formats = choice<shape>;

  /// What was said on the command line that only counts while a plan is made.
  [[nodiscard]] std::string clash_with_plan() const {
    if (chosen_.dry_run) return "--dry-run";
    if (!chosen_.only.empty()) return "--only";
    if (!max_removals_.empty()) return "--max-removals";
    if (chosen_.guards.min_owners) return "--min-owners";
    if (!lock_out_.empty()) return "--lock-out";
    if (!unprotect_.empty()) return "--unprotect";
    return delete_in_use_.empty() ? "" : "--delete-in-use";
  }

  CLI::App* add(const char* name, const char* what, const char* footer, command runs) {
    CLI::App* sub = app_.add_subcommand(name, what);
    sub->footer(std::string(footer) + "\n\n" + exit_codes_of(runs));
    sub->callback([this, runs] { chosen_.command = runs; });
    return sub;
  }

  void add_paths(CLI::App* sub) {
    sub->add_option("PATH", chosen_.paths,
                    "Policy files or folders; - is stdin (default: rolecall.yaml, else policy/)");
  }

  void add_file(CLI::App* sub) {
    sub->add_option("-o,--output", chosen_.output, "Write it to FILE instead of stdout")
        ->option_text("FILE")
        ->group("Output");
  }

  void add_output(CLI::App* sub, const formats& allowed) {
    add_choice(sub, "--format", chosen_.format, allowed, "Shape of the output")->group("Output");
    add_file(sub);
    const choice<coloring> when{
        {{"auto", coloring::automatic}, {"always", coloring::always}, {"never", coloring::never}}};
    add_choice(sub, "--color", chosen_.color, when, "Colour (default: on a terminal, unless NO_COLOR is set)")
        ->group("Output");
    add_messages(sub);
  }

  void add_messages(CLI::App* sub) {
    sub->add_flag("-q,--quiet", chosen_.quiet, "No progress, no warnings of the policy")->group("Output");
    sub->add_flag("-v,--verbose", chosen_.verbose,
                  "Log on stderr what went wrong, and count the calls; twice: each call")
        ->group("Output");
    add_choice(sub, "--log-level", chosen_.log_level,
               words({"trace", "debug", "info", "warn", "error", "off"}),
               "What to log on stderr (default: warn)")
        ->group("Output");
    add_choice(sub, "--log-format", chosen_.log_format, words({"text", "json"}), "Shape of the log")
        ->group("Output");
  }

  void add_reports(CLI::App* sub, const std::vector<report_choice>& choices, const std::string& what) {
    const auto check = [choices](const std::string& word) {
      const auto read = read_report(word, choices);
      const auto* problem = std::get_if<std::string>(&read);
      return problem ? *problem : std::string();
    };
    const auto set = [this, choices](const std::vector<std::string>& words) {
      for (const std::string& word : words)
        chosen_.reports.push_back(std::get<report_request>(read_report(word, choices)));
    };
    sub->add_option_function<std::vector<std::string>>("--report", set, what)
        ->check(CLI::Validator(check, ""))
        ->option_text("KIND=FILE")
        ->group("Output")
        ->allow_extra_args(false)
        ->take_all();
  }

  void add_connection(CLI::App* sub) {
    sub->add_option("--admin-key-file", chosen_.admin_key_file,
                    "Read the admin key from FILE instead of OPENAI_ADMIN_KEY")
        ->option_text("FILE")
        ->group("Connection");
    sub->add_option("--base-url", chosen_.base_url,
                    "The API (default: OPENAI_BASE_URL, else https://api.openai.com/v1)")
        ->option_text("URL")
        ->group("Connection");
    sub->add_option("--ca-file", chosen_.ca_file, "Trust the certificate authorities in FILE (PEM)")
        ->option_text("FILE")
        ->group("Connection");
    sub->add_option("--connections", chosen_.connections, "Connections for reading, 1 to 64 (default: 16)")
        ->check(CLI::Range(1, 64).description(""))
        ->option_text("N")
        ->group("Connection");
    add_time(sub, "--max-wait", chosen_.max_wait_seconds, {0, 86400},
             "Longest pause that the server may ask for (default: 15m)")
        ->group("Connection");
    add_time(sub, "--deadline", chosen_.deadline_seconds, {1, 7 * 86400},
             "End the run after so long: nothing more is begun (default: none)")
        ->group("Connection");
    add_state_dir(sub);
  }

  void add_state_dir(CLI::App* sub) {
    sub->add_option("--state-dir", chosen_.state_dir,
                    "What one run remembers for the next (default: $XDG_STATE_HOME/rolecall)")
        ->option_text("FOLDER")
        ->group("Connection");
  }

  void add_fresh(CLI::App* sub) {
    sub->add_flag("--fresh", chosen_.fresh, "Read all anew, also what an interrupted run has kept")
        ->group("Connection");
  }

  void add_planning(CLI::App* sub) {
    sub->add_option("--only", chosen_.only,
                    "Read, plan and judge only what this glob over addresses covers (repeatable)")
        ->option_text("ADDRESS-GLOB")
        ->allow_extra_args(false)
        ->take_all();
    sub->add_flag("--show-kept", chosen_.show_kept, "List what is kept although the policy does not have it")
        ->group("Output");
    sub->add_option(
           "--max-removals", max_removals_,
           "Refuse a plan that removes more, for each kind (default: a quarter of what is owned, 3 to 50)")
        ->check(CLI::Validator(check_removals, ""))
        ->option_text("N|P%")
        ->group("Guards");
    sub->add_option("--delete-in-use", delete_in_use_,
                    "Let this role or group go although others use it (repeatable)")
        ->option_text("ADDRESS")
        ->group("Guards")
        ->allow_extra_args(false)
        ->take_all();
    sub->add_option(
           "--min-owners", chosen_.guards.min_owners,
           "Refuse a plan that leaves fewer owners of the organization (default: guards.min_owners of "
           "the policy, else 2)")
        ->check(CLI::Range(0, 1000000).description(""))
        ->option_text("N")
        ->group("Guards");
    sub->add_option("--lock-out", lock_out_,
                    "Let the plan end this user's rights although the key is his (repeatable)")
        ->option_text("USER")
        ->group("Guards")
        ->allow_extra_args(false)
        ->take_all();
    sub->add_option("--unprotect", unprotect_,
                    "Let this thing lose something although guards.protect names it (repeatable)")
        ->option_text("ADDRESS")
        ->group("Guards")
        ->allow_extra_args(false)
        ->take_all();
  }

  void add_validate() {
    CLI::App* sub =
        add("validate", "Check a policy; needs no key and no network", validate_examples, command::validate);
    add_paths(sub);
    add_output(sub, {{{"text", shape::text}, {"json", shape::json}}});
    const std::vector<report_choice> reports{{"sarif", report_kind::sarif},
                                             {"junit", report_kind::junit},
                                             {"codequality", report_kind::codequality},
                                             {"github", report_kind::github, true},
                                             {"json", report_kind::json}};
    add_reports(sub, reports, "Write it once more, as " + names_of(reports) + " (repeatable)");
  }

  void add_plan() {
    CLI::App* sub = add("plan", "Show what would change; changes nothing", plan_examples, command::plan);
    add_paths(sub);
    sub->add_flag("--explain-reads", chosen_.explain_reads,
                  "Say which calls the plan would make, and make none");
    sub->add_flag("--detailed-exitcode", chosen_.detailed_exitcode, "Exit 2 if there are changes");
    sub->add_option("--state", chosen_.state,
                    "Plan for the organization in FILE, which rolecall snapshot wrote; needs no key")
        ->option_text("FILE");
    add_planning(sub);
    add_output(sub, {{{"text", shape::text}, {"json", shape::json}, {"markdown", shape::markdown}}});
    add_connection(sub);
    add_fresh(sub);
  }

  void add_apply() {
    CLI::App* sub =
        add("apply", "Change the organization into what the policy says", apply_examples, command::apply);
    add_paths(sub);
    sub->add_option("--plan", chosen_.plan_file,
                    "Apply this plan, which plan --format json wrote; a policy is not needed, but if PATH is "
                    "given it must be the plan's")
        ->option_text("FILE");
    sub->add_flag("-y,--yes", chosen_.yes, "Do not ask; needed where there is no terminal");
    sub->add_flag("--dry-run", chosen_.dry_run, "Only plan");
    sub->add_option("--concurrency", chosen_.concurrency, "Changes made at once, 1 to 64 (default: 8)")
        ->check(CLI::Range(1, 64).description(""))
        ->option_text("N");
    add_time(sub, "--settle", chosen_.settle_seconds, {0, 3600},
             "How long a doubtful change is looked for (default: 30s)");
    add_planning(sub);
    add_lock_place(sub, "Hold this lock from before reading until the end (default: none)");
    add_time(sub, "--lock-timeout", chosen_.lock_timeout_seconds, {0, 86400},
             "How long to wait for it (default: not at all)")
        ->group("Lock");
    add_time(sub, "--lock-lease", chosen_.lock_lease_seconds, {1, 86400},
             "How long a lock in a file outlives a holder that renews it no more (default: 5m)")
        ->group("Lock");
    add_output(sub, {{{"text", shape::text}, {"json", shape::json}, {"markdown", shape::markdown}}});
    add_connection(sub);
  }

  void add_show() {
    CLI::App* sub =
        add("show", "Print a saved plan; needs no key and no network", show_examples, command::show);
    sub->add_option("FILE", chosen_.plan_file, "What plan --format json wrote")->required();
    sub->add_flag("--show-kept", chosen_.show_kept, "List what is kept although the policy does not have it")
        ->group("Output");
    add_output(sub, {{{"text", shape::text}, {"json", shape::json}, {"markdown", shape::markdown}}});
  }

  void add_whoami() {
    CLI::App* sub = add("whoami", "Say which organization the key opens, whose it is, what it may read",
                        whoami_examples, command::whoami);
    add_output(sub, {{{"text", shape::text}, {"json", shape::json}}});
    add_connection(sub);
  }

  void add_snapshot() {
    CLI::App* sub = add("snapshot", "Write the whole organization to a file, for planning without a key",
                        snapshot_examples, command::snapshot);
    add_file(sub);
    add_messages(sub);
    add_connection(sub);
    add_fresh(sub);
  }

  void add_lock_place(CLI::App* sub, const std::string& what) {
    sub->add_option("--lock", chosen_.lock, what)
        ->check(CLI::Validator(why_no_lock, ""))
        ->option_text("file:PATH|URL")
        ->group("Lock");
    const choice<bool> methods{{{"lock", false}, {"post", true}}};
    add_choice(sub, "--lock-method", chosen_.lock_by_post, methods,
               "How its server is asked: LOCK and UNLOCK (default), or POST and DELETE (GitLab, Gitea)")
        ->group("Lock");
  }

  void add_unlock() {
    CLI::App* sub = add("unlock", "Remove a lock whose holder is gone", unlock_examples, command::unlock);
    sub->add_option("ID", chosen_.lock_id, "Of the lock, as apply says it")->required();
    sub->add_flag("-y,--yes", chosen_.yes, "Do not ask; needed where there is no terminal");
    add_lock_place(sub, "Where the lock is");
    sub->get_option("--lock")->required();
    sub->add_option("--ca-file", chosen_.ca_file, "Trust the certificate authorities in FILE (PEM)")
        ->option_text("FILE")
        ->group("Connection");
  }

  static choice<std::string> schemas() { return words(schema_kinds()); }

  void add_schema() {
    CLI::App* sub =
        add("schema", "Print a JSON Schema, for editors and validators", schema_examples, command::schema);
    add_choice(sub, "KIND", chosen_.schema, schemas(), "Of which document");
    add_file(sub);
  }

  void add_init() {
    CLI::App* sub = add("init", "Write a first policy to go on from", init_examples, command::init);
    sub->add_option("FOLDER", chosen_.folder, "Where it goes (default: here)");
    sub->add_flag("-q,--quiet", chosen_.quiet, "Do not say what is next");
  }

  void add_export() {
    CLI::App* sub =
        add("export", "Write the organization as a policy", export_examples, command::export_policy);
    sub->add_option("-o,--output", chosen_.output,
                    "A new or empty folder; with --single-file a new file (default: stdout)")
        ->option_text("FOLDER")
        ->group("Output");
    sub->add_flag("--single-file", chosen_.single_file, "All in one file")->group("Output");
    sub->add_option("--schema", chosen_.schema_place,
                    "Path or URL that the files name as their schema (default: a file beside them)")
        ->option_text("PLACE")
        ->group("Output");
    sub->add_option("--state", chosen_.state,
                    "Export the organization in FILE, which rolecall snapshot wrote")
        ->option_text("FILE");
    add_messages(sub);
    add_connection(sub);
    add_fresh(sub);
  }

  void add_history() {
    CLI::App* sub = add("history", "Show past applies: when, who, what changed, how it ended",
                        history_examples, command::history);
    sub->add_option("ID", chosen_.run, "Only this one, with every change and request");
    sub->add_option("-n", chosen_.most_runs, "How many, at most (default: 20)")
        ->check(CLI::Range(1, 100000).description(""))
        ->option_text("N");
    add_output(sub, {{{"text", shape::text}, {"json", shape::json}}});
    add_state_dir(sub);
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
  options chosen_;
  std::string max_removals_;
  std::vector<std::string> delete_in_use_;
  std::vector<std::string> lock_out_;
  std::vector<std::string> unprotect_;
  std::string help_topic_;
};

} // namespace

std::variant<options, answer> parse(int argc, const char* const* argv) { return parser().parse(argc, argv); }

} // namespace rolecall::cli
