#pragma once

// The audit log: what each change leaves behind.

#include "emulator/call.hpp"
#include "emulator/json_writer.hpp"

#include <functional>
#include <string>
#include <vector>

namespace rolecall::emulator {

/// Adds an event made with the admin key: attributed to the key's owner and, as the service does, to the
/// default project. `id` is the payload's; `rest` writes the payload's other members.
void record(call& c, std::string type, const std::string& id,
            const std::function<void(json_writer&)>& rest = {}, std::vector<std::string> resources = {});

void write_event(json_writer& out, const state& org, const audit_event& what);

} // namespace rolecall::emulator
