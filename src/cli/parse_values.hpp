#pragma once

// Words of a command line that mean one of several values, or a time.

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace rolecall::cli {

/// An option, or an argument if its name has no dash, that takes one of `names`, which `set` gets.
CLI::Option* add_word(CLI::App& to, const std::string& name, const std::vector<std::string>& names,
                      const std::function<void(const std::string&)>& set, const std::string& what);

/// The same for a text.
CLI::Option* add_word(CLI::App& to, const std::string& name, const std::vector<std::string>& names,
                      std::string& into, const std::string& what);

/// Names and what they mean, always in this order in messages.
template <class Value>
using choice = std::vector<std::pair<std::string, Value>>;

/// The same for what the names of `from` mean.
template <class Value>
CLI::Option* add_choice(CLI::App& to, const std::string& name, const choice<Value>& from, Value& into,
                        const std::string& what) {
  std::vector<std::string> names;
  for (const auto& entry : from) names.push_back(entry.first);
  const auto set = [&into, from](const std::string& word) {
    into = std::ranges::find(from, word, &std::pair<std::string, Value>::first)->second;
  };
  return add_word(to, name, names, set, what);
}

/// "text|json"
std::string alternatives(const std::vector<std::string>& names);

/// Least and most, in seconds.
using time_range = std::pair<int, int>;

/// A time, in seconds or with its unit.
CLI::Option* add_time(CLI::App& to, const std::string& name, int& into, time_range allowed,
                      const std::string& what);

/// An option that may be said again, each time with one word more.
CLI::Option* add_list(CLI::App& to, const std::string& name, std::vector<std::string>& into,
                      const std::string& what);

} // namespace rolecall::cli
