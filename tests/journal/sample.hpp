#pragma once

// A journal in which every kind of record and operation stands.

#include "journal/record.hpp"

#include <string>
#include <vector>

namespace rolecall::journal::sample {

/// `seconds` after 2026-12-01 05:14:56 UTC.
instant at(int seconds);

model::address address(const std::string& kind, const std::string& name);

begin head(const std::string& run = "20261201T051456Z-4f2a91c0");
intent write(std::size_t number, std::size_t operation, plan::action what);
answer said(std::size_t number, fate is, int status);
settled ended(std::size_t operation, plan::outcome is);

/// One of each, with names that are hard to write.
std::vector<plan::action> actions();
std::vector<record> records();

/// A run of two operations, the second of which has no answer.
std::vector<record> broken_off();

std::string text(const std::vector<record>& of);

} // namespace rolecall::journal::sample
