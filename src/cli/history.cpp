#include "base/disk_store.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/state_folder.hpp"
#include "journal/folder.hpp"
#include "report/history_text.hpp"

#include <algorithm>

namespace rolecall::cli {
namespace {

/// Its whole id, the part after the time, or how it begins.
bool is_named(const std::string& run, const std::string& id) {
  return run == id || run.ends_with("-" + id) || run.starts_with(id);
}

std::optional<report::past_run> read_run(base::store& files, const journal::file& which) {
  report::past_run out;
  out.id = which.run;
  out.path = which.path;
  out.running = files.is_held(which.path);
  const auto text = files.read(which.path, journal::most_bytes);
  if (const auto* failed = std::get_if<base::store_failure>(&text)) {
    say("warning: " + failed->message);
    return std::nullopt;
  }
  out.journal = journal::read(std::get<std::string>(text));
  const auto* why = std::get_if<journal::unfit>(&out.journal);
  if (why && why->why == journal::unfit::reason::empty) return std::nullopt; // it sent nothing
  if (why) say("warning: " + journal::explain(*why, which.path));
  return out;
}

report::color color_of(const options& chosen) {
  const bool color = chosen.output.empty() && use_color(chosen.color, stream::out);
  return color ? report::color::on : report::color::off;
}

exit_code show_run(const options& chosen, base::store& files, std::vector<journal::file> all) {
  std::erase_if(all, [&](const journal::file& f) { return !is_named(f.run, chosen.run); });
  if (all.size() != 1) {
    const std::string id = base::printable(chosen.run);
    say(all.empty() ? "no journal of a run " + id + "; `rolecall history` lists those there are"
                    : id + " stands for " + std::to_string(all.size()) + " runs; give more of it");
    return exit_code::failure;
  }
  const auto one = read_run(files, all.front());
  if (!one) return exit_code::failure;
  const std::string out = chosen.format == shape::json ? report::history_json({*one}, true)
                                                       : report::past_run_text(*one, color_of(chosen));
  return put_data(chosen, out) ? exit_code::ok : exit_code::failure;
}

} // namespace

exit_code run_history(const options& chosen) {
  const std::string folder = journal_folder_in(state_folder(chosen));
  if (folder.empty()) {
    say("neither HOME nor XDG_STATE_HOME is set; name the folder that runs remember things in with "
        "--state-dir");
    return exit_code::failure;
  }
  base::disk_store files;
  auto found = journal::files_in(files, folder);
  if (const auto* failed = std::get_if<base::store_failure>(&found)) {
    say(failed->message);
    return exit_code::failure;
  }
  auto& all = std::get<std::vector<journal::file>>(found);
  if (!chosen.run.empty()) return show_run(chosen, files, std::move(all));
  std::vector<report::past_run> runs;
  for (const journal::file& which : all) {
    if (runs.size() == static_cast<std::size_t>(chosen.most_runs)) break;
    if (auto one = read_run(files, which)) runs.push_back(*std::move(one));
  }
  const std::string out = chosen.format == shape::json ? report::history_json(runs, false)
                                                       : report::history_text(runs, color_of(chosen));
  return put_data(chosen, out) ? exit_code::ok : exit_code::failure;
}

} // namespace rolecall::cli
