#pragma once

#include "exporter/exporter.hpp"
#include "policy/load.hpp"

#include <string>

namespace rolecall::test {

/// The files as the loader gets them from a folder.
std::vector<policy::source> sources_of(const std::vector<exporter::file>& files);

/// The policy that an export says; fails the test where it is refused.
model::policy policy_of(const exporter::exported& from);

/// All files, one after the other.
std::string text_of(const std::vector<exporter::file>& files);

} // namespace rolecall::test
