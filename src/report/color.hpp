#pragma once

// Whether an output may hold colour codes. Nothing needs them to be understood.

namespace rolecall::report {

enum class color { off, on };

} // namespace rolecall::report
