#pragma once

// What must hold for the bytes of a file before a YAML parser may see them: yaml-cpp replaces bad bytes,
// skips directives and takes control characters, all silently.

#include "policy/findings.hpp"

namespace rolecall::policy {

enum class soundness { sound, unsound };

/// Checks size, encoding, control characters, indentation by tabs, directives, secrets and the last line end.
/// An unsound document must not be parsed.
soundness check_bytes(const document& in, findings& out);

} // namespace rolecall::policy
