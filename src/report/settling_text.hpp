#pragma once

// What is said of an earlier run that left something open, before and after a later one has looked into it.
// Foreign text in it is escaped.

#include "journal/run.hpp"

#include <cstddef>
#include <string>

namespace rolecall::report {

/// "the apply of TIME UTC by WHO"
std::string name_of(const journal::run& past);

/// What such a run left, as its journal tells: "the apply of ... did not end; 2 of its changes were in
/// doubt".
std::string open_text(const journal::run& past);

/// The line above those of `changes` that were looked into; `more` follows if something else does.
std::string settled_heading(const journal::run& past, std::size_t changes, bool more);

/// "+ role["Support"]: was done": what was found out about a change in doubt. One line.
std::string finding_line(const journal::doubt& what, const journal::found& is);

/// The same of one about which nothing could be found out.
std::string unread_line(plan::verb what, const model::address& at, const std::string& why);

/// "- project["Checkout"].user["ada"].grant["member"]: TEXT": of what was given in passing.
std::string debt_line(const model::address& at, const std::string& text);

} // namespace rolecall::report
