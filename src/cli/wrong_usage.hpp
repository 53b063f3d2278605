#pragma once

// What is wrong with a command line, in words for the person who typed it.

#include <string>

namespace CLI {
class App;
class ParseError;
} // namespace CLI

namespace rolecall::cli {

/// `e` came out of parsing with `app`.
std::string explain_usage(const CLI::App& app, const CLI::ParseError& e);

/// With the command that was probably meant.
std::string no_such_command(const CLI::App& app, const std::string& word);

} // namespace rolecall::cli
