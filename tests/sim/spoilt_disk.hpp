#pragma once

// Disks that betray a journal, each in one way: between the program and its files.

#include "base/store.hpp"

#include <memory>

namespace rolecall::testing {

/// Says that it is done, and has not synced.
std::unique_ptr<base::store> disk_without_sync(base::store& real);
/// An intent comes to the disk with the record after it: when its request is on its way.
std::unique_ptr<base::store> disk_with_late_intents(base::store& real);
/// What nobody heard is written down as done.
std::unique_ptr<base::store> disk_of_an_optimist(base::store& real);
/// What was heard is not written down.
std::unique_ptr<base::store> disk_without_answers(base::store& real);
/// What is given in passing is not written down.
std::unique_ptr<base::store> disk_without_debts(base::store& real);
/// Nobody finds the journals of earlier runs.
std::unique_ptr<base::store> disk_without_past(base::store& real);
/// What is written holds the admin key for a moment.
std::unique_ptr<base::store> disk_with_leak(base::store& real);

} // namespace rolecall::testing
