#include "cli/parse_options.hpp"

#include "cli/lock_place.hpp"

#include <CLI/CLI.hpp>

namespace rolecall::cli {
namespace {

// The groups of the help.
constexpr const char* output = "Output";
constexpr const char* connection = "Connection";
constexpr const char* guards = "Guards";
constexpr const char* lock = "Lock";

std::string check_removals(const std::string& text) {
  const std::string digits = text.ends_with('%') ? text.substr(0, text.size() - 1) : text;
  const bool number =
      !digits.empty() && digits.size() < 10 && digits.find_first_not_of("0123456789") == std::string::npos;
  if (number && !(text.ends_with('%') && std::stoul(digits) > 100)) return {};
  return "expects a number or a share: 10 or 25%";
}

void add_guards(CLI::App& to, typed& into) {
  to.add_option(
        "--max-removals", into.max_removals,
        "Refuse a plan that removes more, for each kind (default: a quarter of what is owned, 3 to 50)")
      ->check(CLI::Validator(check_removals, ""))
      ->option_text("N|P%")
      ->group(guards);
  add_list(to, "--delete-in-use", into.delete_in_use,
           "Let this role or group go although others use it (repeatable)")
      ->option_text("ADDRESS")
      ->group(guards);
  to.add_option("--min-owners", into.chosen.guards.min_owners,
                "Refuse a plan that leaves fewer owners of the organization (default: guards.min_owners of "
                "the policy, else 2)")
      ->check(CLI::Range(0, 1000000).description(""))
      ->option_text("N")
      ->group(guards);
  add_list(to, "--lock-out", into.lock_out,
           "Let the plan end this user's rights although the key is his (repeatable)")
      ->option_text("USER")
      ->group(guards);
  add_list(to, "--unprotect", into.unprotect,
           "Let this thing lose something although guards.protect names it (repeatable)")
      ->option_text("ADDRESS")
      ->group(guards);
}

} // namespace

void add_paths(CLI::App& to, options& into) {
  to.add_option("PATH", into.paths,
                "Policy files or folders; - is stdin (default: rolecall.yaml, else policy/)");
}

void add_file(CLI::App& to, options& into) {
  to.add_option("-o,--output", into.output, "Write it to FILE instead of stdout")
      ->option_text("FILE")
      ->group(output);
}

void add_output(CLI::App& to, options& into, const choice<shape>& allowed) {
  add_choice(to, "--format", allowed, into.format, "Shape of the output")->group(output);
  add_file(to, into);
  const choice<coloring> when{
      {"auto", coloring::automatic}, {"always", coloring::always}, {"never", coloring::never}};
  add_choice(to, "--color", when, into.color, "Colour (default: on a terminal, unless NO_COLOR is set)")
      ->group(output);
  add_messages(to, into);
}

void add_messages(CLI::App& to, options& into) {
  to.add_flag("-q,--quiet", into.quiet, "No progress, no warnings of the policy")->group(output);
  to.add_flag("-v,--verbose", into.verbose,
              "Log on stderr what went wrong, and count the calls; twice: each call")
      ->group(output);
  add_word(to, "--log-level", {"trace", "debug", "info", "warn", "error", "off"}, into.log_level,
           "What to log on stderr (default: warn)")
      ->group(output);
  add_word(to, "--log-format", {"text", "json"}, into.log_format, "Shape of the log")->group(output);
}

void add_reports(CLI::App& to, options& into, const std::vector<report_choice>& choices,
                 const std::string& what) {
  const auto check = [choices](const std::string& word) {
    const auto read = read_report(word, choices);
    const auto* problem = std::get_if<std::string>(&read);
    return problem ? *problem : std::string();
  };
  const auto set = [&into, choices](const std::vector<std::string>& words) {
    for (const std::string& word : words)
      into.reports.push_back(std::get<report_request>(read_report(word, choices)));
  };
  to.add_option_function<std::vector<std::string>>("--report", set, what)
      ->check(CLI::Validator(check, ""))
      ->option_text("KIND=FILE")
      ->group(output)
      ->allow_extra_args(false)
      ->take_all();
}

void add_connection(CLI::App& to, options& into) {
  to.add_option("--admin-key-file", into.admin_key_file,
                "Read the admin key from FILE instead of OPENAI_ADMIN_KEY")
      ->option_text("FILE")
      ->group(connection);
  to.add_option("--base-url", into.base_url,
                "The API (default: OPENAI_BASE_URL, else https://api.openai.com/v1)")
      ->option_text("URL")
      ->group(connection);
  add_ca_file(to, into);
  to.add_option("--connections", into.connections, "Connections for reading, 1 to 64 (default: 16)")
      ->check(CLI::Range(1, 64).description(""))
      ->option_text("N")
      ->group(connection);
  add_time(to, "--max-wait", into.max_wait_seconds, {0, 86400},
           "Longest pause that the server may ask for (default: 15m)")
      ->group(connection);
  add_time(to, "--deadline", into.deadline_seconds, {1, 7 * 86400},
           "End the run after so long: nothing more is begun (default: none)")
      ->group(connection);
  add_state_dir(to, into);
}

void add_ca_file(CLI::App& to, options& into) {
  to.add_option("--ca-file", into.ca_file, "Trust the certificate authorities in FILE (PEM)")
      ->option_text("FILE")
      ->group(connection);
}

void add_state_dir(CLI::App& to, options& into) {
  to.add_option("--state-dir", into.state_dir,
                "What one run remembers for the next (default: $XDG_STATE_HOME/rolecall)")
      ->option_text("FOLDER")
      ->group(connection);
}

void add_fresh(CLI::App& to, options& into) {
  to.add_flag("--fresh", into.fresh, "Read all anew, also what an interrupted run has kept")
      ->group(connection);
}

void add_planning(CLI::App& to, typed& into) {
  add_list(to, "--only", into.chosen.only,
           "Read, plan and judge only what this glob over addresses covers (repeatable)")
      ->option_text("ADDRESS-GLOB");
  to.add_flag("--revoke-first", into.chosen.guards.revoke_first,
              "Make every removal before any addition; the plan says what people are without meanwhile");
  add_show_kept(to, into.chosen);
  add_guards(to, into);
}

void add_show_kept(CLI::App& to, options& into) {
  to.add_flag("--show-kept", into.show_kept, "List what is kept although the policy does not have it")
      ->group(output);
}

void add_yes(CLI::App& to, options& into) {
  to.add_flag("-y,--yes", into.yes, "Do not ask; needed where there is no terminal");
}

CLI::Option* add_lock_place(CLI::App& to, options& into, const std::string& what) {
  CLI::Option* place = to.add_option("--lock", into.lock, what)
                           ->check(CLI::Validator(why_no_lock, ""))
                           ->option_text("file:PATH|URL")
                           ->group(lock);
  const choice<bool> methods{{"lock", false}, {"post", true}};
  add_choice(to, "--lock-method", methods, into.lock_by_post,
             "How its server is asked: LOCK and UNLOCK (default), or POST and DELETE (GitLab, Gitea)")
      ->group(lock);
  return place;
}

void add_lock(CLI::App& to, options& into) {
  add_lock_place(to, into, "Hold this lock from before reading until the end (default: none)");
  add_time(to, "--lock-timeout", into.lock_timeout_seconds, {0, 86400},
           "How long to wait for it (default: not at all)")
      ->group(lock);
  add_time(to, "--lock-lease", into.lock_lease_seconds, {1, 86400},
           "How long a lock in a file outlives a holder that renews it no more (default: 5m)")
      ->group(lock);
}

} // namespace rolecall::cli
