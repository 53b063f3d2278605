#pragma once

// Projects and templates as they are declared.

#include "policy/reading.hpp"

namespace rolecall::policy {

void read_projects(const reading& r, const node& map, std::vector<model::project>& into);
void read_templates(const reading& r, const node& list, std::vector<model::project_template>& into);

} // namespace rolecall::policy
