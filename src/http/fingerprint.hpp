#pragma once

#include "base/secret.hpp"

#include <string>
#include <string_view>

namespace rolecall::http {

/// Tells one key at one address from all others: 16 hexadecimal digits of a SHA-256 over both. Nothing of the
/// key can be found from it.
std::string fingerprint(const base::secret& key, std::string_view host_and_port);

} // namespace rolecall::http
