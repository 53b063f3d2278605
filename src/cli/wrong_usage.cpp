#include "cli/wrong_usage.hpp"

#include "base/text.hpp"

#include <CLI/App.hpp>

#include <vector>

namespace rolecall::cli {
namespace {

std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates) {
  const auto meant = base::nearest(word, candidates);
  return meant ? "; did you mean " + *meant + "?" : "";
}

std::vector<std::string> option_names(const CLI::App& of) {
  std::vector<std::string> out;
  for (const CLI::Option* option : of.get_options()) {
    for (const std::string& name : option->get_lnames()) out.push_back("--" + name);
  }
  return out;
}

std::string about_extra(const CLI::App& command, const std::string& word) {
  if (!word.starts_with('-'))
    return "'rolecall " + command.get_name() + "' takes no argument " + base::quoted(word);
  const std::string name = word.substr(0, word.find('='));
  return "'rolecall " + command.get_name() + "' has no option " + name +
         did_you_mean(name, option_names(command));
}

/// `what`: "--ca-file: At Most 1 required but received 2", "--ca-file: 1 required FILE missing".
std::string about_count(const std::string& what) {
  const std::string option = what.substr(0, what.find(':'));
  return option + (what.find("At Most") != std::string::npos ? " is given more than once" : " needs a value");
}

} // namespace

std::string no_such_command(const CLI::App& app, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return "there is no command " + base::quoted(word) + did_you_mean(word, names);
}

std::string explain_usage(const CLI::App& app, const CLI::ParseError& e) {
  const auto chosen = app.get_subcommands();
  const std::vector<std::string> extra = chosen.empty() ? app.remaining() : chosen.front()->remaining();
  if (chosen.empty() && extra.empty()) return "say what to do: validate, whoami, plan or apply";
  if (chosen.empty()) {
    if (extra.front().starts_with('-'))
      return "an option stands behind a command: rolecall plan " + extra.front();
    return no_such_command(app, extra.front());
  }
  if (!extra.empty() && dynamic_cast<const CLI::ExtrasError*>(&e))
    return about_extra(*chosen.front(), extra.front());
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&e)) return about_count(e.what());
  return e.what();
}

} // namespace rolecall::cli
