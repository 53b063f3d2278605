#pragma once

#include <cstddef>
#include <fstream>
#include <iterator>
#include <regex>
#include <stdexcept>
#include <string>

namespace rolecall::testing {

/// What the README of an example promises: "A plan makes N calls."
inline std::size_t calls_promised(const std::string& example) {
  std::ifstream file(ROLECALL_SOURCE_DIR "/examples/policies/" + example + "/README.md");
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::smatch found;
  if (!std::regex_search(text, found, std::regex("A plan makes ([0-9]+) calls\\.")))
    throw std::runtime_error("the README of the example " + example +
                             " does not say how many calls a plan makes");
  return std::stoul(found[1]);
}

} // namespace rolecall::testing
