#pragma once

#include "base/memory_store.hpp"
#include "lock/lease.hpp"

#include <string>

namespace rolecall::lock::testing {

using std::chrono::milliseconds;
using std::chrono::seconds;

inline const wall_time noon = *parse_time("2026-12-01T12:00:00Z");

/// Renewed at noon, for a minute.
inline record of(const std::string& id) {
  record out;
  out.id = id;
  out.operation = "apply";
  out.who = "ada@build-7";
  out.version = "1.2.3";
  out.created = "2026-12-01T11:59:00.000Z";
  out.renewed = noon;
  out.expires = noon + seconds(60);
  return out;
}

/// Whose lock the file "lock" holds; empty where it is nobody's.
inline std::string holder_in(const base::memory_store& files) {
  const auto text = files.find("lock");
  const auto read = text ? parse_record(*text) : std::nullopt;
  return read ? read->id : "";
}

} // namespace rolecall::lock::testing
