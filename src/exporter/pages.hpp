#pragma once

// Outlines as text, one function for each section of a policy.

#include "exporter/outline.hpp"
#include "exporter/yaml_text.hpp"

namespace rolecall::exporter {

/// Everything but groups, users and projects.
void write_organization(page& to, const outline& of);
void write_groups(page& to, const outline& of);
void write_users(page& to, const outline& of);
void write_project(page& to, const project_entry& project);

/// "25 groups with 300 members".
std::string summary_of_groups(const outline& of);

} // namespace rolecall::exporter
