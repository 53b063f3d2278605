#pragma once

namespace rolecall::cli {

/// Whether a person can be asked: stdin and stderr are a terminal.
bool can_ask();

/// Asks on stderr; only "yes" is a yes.
bool confirmed();

} // namespace rolecall::cli
