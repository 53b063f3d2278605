#include "cli/parse_values.hpp"

#include "cli/duration.hpp"

#include <CLI/CLI.hpp>

namespace rolecall::cli {

std::string alternatives(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : "|") + name;
  return out;
}

CLI::Option* add_word(CLI::App& to, const std::string& name, const std::vector<std::string>& names,
                      const std::function<void(const std::string&)>& set, const std::string& what) {
  const auto check = [names](const std::string& word) {
    const bool known = std::ranges::find(names, word) != names.end();
    return known ? std::string() : "expects one of " + alternatives(names);
  };
  return to.add_option_function<std::string>(name, set, what)
      ->check(CLI::Validator(check, ""))
      ->option_text(alternatives(names));
}

CLI::Option* add_word(CLI::App& to, const std::string& name, const std::vector<std::string>& names,
                      std::string& into, const std::string& what) {
  return add_word(
      to, name, names, [&into](const std::string& word) { into = word; }, what);
}

CLI::Option* add_time(CLI::App& to, const std::string& name, int& into, time_range allowed,
                      const std::string& what) {
  const auto check = [allowed](const std::string& word) -> std::string {
    const auto seconds = read_duration(word);
    if (seconds && *seconds >= allowed.first && *seconds <= allowed.second) return {};
    return "expects a time from " + duration_text(allowed.first) + " to " + duration_text(allowed.second) +
           ", as 90, 30s, 5m or 2h";
  };
  const auto set = [&into](const std::string& word) { into = read_duration(word).value_or(0); };
  return to.add_option_function<std::string>(name, set, what)
      ->check(CLI::Validator(check, ""))
      ->option_text("TIME");
}

CLI::Option* add_list(CLI::App& to, const std::string& name, std::vector<std::string>& into,
                      const std::string& what) {
  return to.add_option(name, into, what)->allow_extra_args(false)->take_all();
}

} // namespace rolecall::cli
