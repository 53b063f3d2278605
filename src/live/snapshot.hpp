#pragma once

// A whole organization as a JSON text, and back. The form is that of the emulator's state files, with every
// id written and every reference by id: schema/state.schema.json.

#include "model/organization.hpp"
#include "wire/strict_json.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace rolecall::live {

/// A longer text is no snapshot, in bytes.
inline constexpr std::size_t largest_snapshot = std::size_t{256} << 20U;

/// For an organization that is read in full (next_full_reads() is empty, nothing is unreadable). The same
/// organization gives the same bytes, whenever and wherever it was read.
std::string to_snapshot(const model::organization& whole);

/// All that to_snapshot() wrote, every list of a full reading marked as read. The error is one sentence with
/// the place in the text: `projects[0].groups[1].group: there is no group "x"`. A text of a newer minor
/// version is read, of another major version it is not.
wire::decoded<model::organization> from_snapshot(std::string_view text);

} // namespace rolecall::live
