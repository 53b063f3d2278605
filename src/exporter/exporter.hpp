#pragma once

// From a live organization to the policy that describes it: what a careful person would write, who wants no
// plan today and to own everything tomorrow. Pure; the same organization gives the same bytes.

#include "model/organization.hpp"

#include <string>
#include <vector>

namespace rolecall::exporter {

enum class layout {
  folder,     ///< rolecall.yaml, groups.yaml, users.yaml, and a file for each project in projects/
  single_file ///< rolecall.yaml
};

struct options {
  exporter::layout layout = layout::folder;
  /// Path, from the policy's folder, or URL of the policy's JSON Schema, for editors. Empty: files name none.
  std::string schema;
};

struct file {
  std::string path; ///< below the policy's folder, with `/`
  std::string text;
};

struct exported {
  std::vector<file> files;         ///< by path, rolecall.yaml first
  std::string summary;             ///< "25 groups with 300 members, 12 projects"
  std::vector<std::string> unsafe; ///< what an authoritative policy would remove, since no policy can name it
};

/// `live` must have been read as a whole. The plan of the result is empty, as written (additive) and with
/// every word of `manage` made authoritative, but for what `unsafe` names.
exported export_policy(const model::organization& live, const options& choice);

} // namespace rolecall::exporter
