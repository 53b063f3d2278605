#pragma once

// A part of an organization, by addresses: what --only names.

#include "model/address.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rolecall::model {

/// Globs over addresses, as they are written in plans. Whatever is in a thing that is covered is covered too:
/// `project["Checkout"]` is the project with its roles and grants.
class selection {
public:
  selection() = default; ///< everything
  explicit selection(std::vector<std::string> globs) : globs_(std::move(globs)) {}

  [[nodiscard]] bool is_everything() const { return globs_.empty(); }
  [[nodiscard]] bool covers(const address& at) const;
  /// Whether a thing of `kind` ("grant", "member") directly under `at`, or something in it, may be covered.
  [[nodiscard]] bool reaches(const address& at, std::string_view kind) const;
  /// Whether the thing itself or something in it may be covered.
  [[nodiscard]] bool reaches(const address& at) const;

private:
  std::vector<std::string> globs_;
};

} // namespace rolecall::model
