#pragma once

// A lock as a file, for runs on one machine or on a file system they share.
//
// Why of several takers one wins. The record is read, judged and written only while the guard is held, which
// the kernel gives to one process at a time: two can never both have found the lock free, or expired, or
// theirs to renew. A process that is killed loses the guard at once and leaves the record as it was, for it
// is replaced whole or not at all; one that is stopped inside keeps it, and then nobody takes anything. The
// guard is on a file of its own that is never removed: of a file that others remove, two processes can hold
// two generations. A holder that sleeps through its lease finds its record changed when it renews, and has
// stopped by its own clock before (lease.hpp).

#include "base/store.hpp"
#include "lock/answer.hpp"

#include <string>

namespace rolecall::lock {

class file_lock {
public:
  /// `files` must outlive this. The guard is on PATH.guard.
  file_lock(base::store& files, std::string path) : files_(files), path_(std::move(path)) {}

  /// `mine` is written where there is no record, or one that has expired by `now`.
  answer take(const record& mine, wall_time now);

  /// `mine` is written in place of the record with its id; done, held (somebody took it over), not_locked
  /// (somebody unlocked it), busy or failed.
  answer renew(const record& mine);

  /// Removes the record with that id; else as renew().
  answer release(const std::string& id);

  /// held or not_locked, busy or failed.
  answer look();

private:
  template <class Decide>
  answer under_guard(Decide decide);
  answer put(const record& mine);

  base::store& files_;
  std::string path_;
};

} // namespace rolecall::lock
