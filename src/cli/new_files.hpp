#pragma once

// Policies that rolecall writes for people: into new files only, so that nobody's work is lost.

#include "exporter/exporter.hpp"

#include <string>
#include <vector>

namespace rolecall::cli {

/// What editors check policies with, beside them.
inline constexpr const char* schema_file_name = "rolecall.schema.json";

/// Whether there is nothing at `path`, or an empty folder. Says on stderr what stands against it.
bool is_free_folder(const std::string& path);

/// Whether there is nothing at `path`; says on stderr that there is something.
bool is_free_file(const std::string& path);

/// Writes new files below `folder`, which is created where it is missing; never over a file. Where one cannot
/// be written, says so on stderr, takes back what it wrote, and returns false.
bool put_new_files(const std::string& folder, const std::vector<exporter::file>& files);

/// `path` as it is typed into a shell, for a command that we propose.
std::string as_typed(const std::string& path);

} // namespace rolecall::cli
