#include "cli/parse_commands.hpp"

#include "cli/commands.hpp"
#include "cli/help_codes.hpp"
#include "cli/parse_examples.hpp"

#include <CLI/CLI.hpp>

namespace rolecall::cli {
namespace {

CLI::App& add(CLI::App& app, options& chosen, const char* name, const char* what, const char* footer,
              command runs) {
  CLI::App* sub = app.add_subcommand(name, what);
  sub->footer(std::string(footer) + "\n\n" + exit_codes_of(runs));
  sub->callback([&chosen, runs] { chosen.command = runs; });
  return *sub;
}

void add_validate(CLI::App& app, options& chosen) {
  CLI::App& sub = add(app, chosen, "validate", "Check a policy; needs no key and no network",
                      validate_examples, command::validate);
  add_paths(sub, chosen);
  add_output(sub, chosen, {{"text", shape::text}, {"json", shape::json}});
  const std::vector<report_choice> reports{{"sarif", report_kind::sarif},
                                           {"junit", report_kind::junit},
                                           {"codequality", report_kind::codequality},
                                           {"github", report_kind::github, true},
                                           {"json", report_kind::json}};
  add_reports(sub, chosen, reports, "Write it once more, as " + names_of(reports) + " (repeatable)");
}

void add_plan(CLI::App& app, typed& into) {
  options& chosen = into.chosen;
  CLI::App& sub =
      add(app, chosen, "plan", "Show what would change; changes nothing", plan_examples, command::plan);
  add_paths(sub, chosen);
  sub.add_flag("--explain-reads", chosen.explain_reads, "Say which calls the plan would make, and make none");
  sub.add_flag("--detailed-exitcode", chosen.detailed_exitcode, "Exit 2 if there are changes");
  sub.add_option("--state", chosen.state,
                 "Plan for the organization in FILE, which rolecall snapshot wrote; needs no key")
      ->option_text("FILE");
  add_planning(sub, into);
  add_output(sub, chosen, {{"text", shape::text}, {"json", shape::json}, {"markdown", shape::markdown}});
  add_connection(sub, chosen);
  add_fresh(sub, chosen);
}

void add_apply(CLI::App& app, typed& into) {
  options& chosen = into.chosen;
  CLI::App& sub = add(app, chosen, "apply", "Change the organization into what the policy says",
                      apply_examples, command::apply);
  add_paths(sub, chosen);
  sub.add_option("--plan", chosen.plan_file,
                 "Apply this plan, which plan --format json wrote; a policy is not needed, but if PATH is "
                 "given it must be the plan's")
      ->option_text("FILE");
  add_yes(sub, chosen);
  sub.add_flag("--dry-run", chosen.dry_run, "Only plan");
  sub.add_option("--concurrency", chosen.concurrency, "Changes made at once, 1 to 64 (default: 8)")
      ->check(CLI::Range(1, 64).description(""))
      ->option_text("N");
  add_time(sub, "--settle", chosen.settle_seconds, {0, 3600},
           "How long a doubtful change is looked for (default: 30s)");
  add_planning(sub, into);
  add_lock(sub, chosen);
  add_output(sub, chosen, {{"text", shape::text}, {"json", shape::json}, {"markdown", shape::markdown}});
  add_connection(sub, chosen);
}

void add_show(CLI::App& app, options& chosen) {
  CLI::App& sub = add(app, chosen, "show", "Print a saved plan; needs no key and no network", show_examples,
                      command::show);
  sub.add_option("FILE", chosen.plan_file, "What plan --format json wrote")->required();
  add_show_kept(sub, chosen);
  add_output(sub, chosen, {{"text", shape::text}, {"json", shape::json}, {"markdown", shape::markdown}});
}

void add_whoami(CLI::App& app, options& chosen) {
  CLI::App& sub =
      add(app, chosen, "whoami", "Say which organization the key opens, whose it is, what it may read",
          whoami_examples, command::whoami);
  add_output(sub, chosen, {{"text", shape::text}, {"json", shape::json}});
  add_connection(sub, chosen);
}

void add_snapshot(CLI::App& app, options& chosen) {
  CLI::App& sub =
      add(app, chosen, "snapshot", "Write the whole organization to a file, for planning without a key",
          snapshot_examples, command::snapshot);
  add_file(sub, chosen);
  add_messages(sub, chosen);
  add_connection(sub, chosen);
  add_fresh(sub, chosen);
}

void add_unlock(CLI::App& app, options& chosen) {
  CLI::App& sub =
      add(app, chosen, "unlock", "Remove a lock whose holder is gone", unlock_examples, command::unlock);
  sub.add_option("ID", chosen.lock_id, "Of the lock, as apply says it")->required();
  add_yes(sub, chosen);
  add_lock_place(sub, chosen, "Where the lock is")->required();
  add_ca_file(sub, chosen);
}

void add_schema(CLI::App& app, options& chosen) {
  CLI::App& sub = add(app, chosen, "schema", "Print a JSON Schema, for editors and validators",
                      schema_examples, command::schema);
  add_word(sub, "KIND", schema_kinds(), chosen.schema, "Of which document");
  add_file(sub, chosen);
}

void add_init(CLI::App& app, options& chosen) {
  CLI::App& sub =
      add(app, chosen, "init", "Write a first policy to go on from", init_examples, command::init);
  sub.add_option("FOLDER", chosen.folder, "Where it goes (default: here)");
  sub.add_flag("-q,--quiet", chosen.quiet, "Do not say what is next");
}

void add_export(CLI::App& app, options& chosen) {
  CLI::App& sub = add(app, chosen, "export", "Write the organization as a policy", export_examples,
                      command::export_policy);
  sub.add_option("-o,--output", chosen.output,
                 "A new or empty folder; with --single-file a new file (default: stdout)")
      ->option_text("FOLDER")
      ->group("Output");
  sub.add_flag("--single-file", chosen.single_file, "All in one file")->group("Output");
  sub.add_option("--schema", chosen.schema_place,
                 "Path or URL that the files name as their schema (default: a file beside them)")
      ->option_text("PLACE")
      ->group("Output");
  sub.add_option("--state", chosen.state, "Export the organization in FILE, which rolecall snapshot wrote")
      ->option_text("FILE");
  add_messages(sub, chosen);
  add_connection(sub, chosen);
  add_fresh(sub, chosen);
}

void add_history(CLI::App& app, options& chosen) {
  CLI::App& sub = add(app, chosen, "history", "Show past applies: when, who, what changed, how it ended",
                      history_examples, command::history);
  sub.add_option("ID", chosen.run, "Only this one, with every change and request");
  sub.add_option("-n", chosen.most_runs, "How many, at most (default: 20)")
      ->check(CLI::Range(1, 100000).description(""))
      ->option_text("N");
  add_output(sub, chosen, {{"text", shape::text}, {"json", shape::json}});
  add_state_dir(sub, chosen);
}

} // namespace

void add_commands(CLI::App& app, typed& into) {
  add_validate(app, into.chosen);
  add_plan(app, into);
  add_apply(app, into);
  add_show(app, into.chosen);
  add_whoami(app, into.chosen);
  add_snapshot(app, into.chosen);
  add_schema(app, into.chosen);
  add_init(app, into.chosen);
  add_export(app, into.chosen);
  add_unlock(app, into.chosen);
  add_history(app, into.chosen);
}

} // namespace rolecall::cli
