#pragma once

#include <string>

namespace rolecall::exporter {

/// A policy that changes nothing yet and shows what one can say: every example is commented out. `schema` is
/// the path or URL of the policy's JSON Schema, for editors.
std::string starter(const std::string& schema);

} // namespace rolecall::exporter
