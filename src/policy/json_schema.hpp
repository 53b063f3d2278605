#pragma once

// The grammar as a JSON Schema (draft-07), for editors and for other people's validators.

#include <string>

namespace rolecall::policy {

/// The schema of one policy file, made from fields(): the keys that this version acts on. It refuses nothing
/// that the loader accepts; what needs more than one place of the policy, only the loader judges.
std::string json_schema();

} // namespace rolecall::policy
