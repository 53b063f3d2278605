#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/schemas.hpp"
#include "policy/json_schema.hpp"

#include <algorithm>

namespace rolecall::cli {
namespace {

std::string schema_of(const std::string& kind) {
  if (kind == "policy") return policy::json_schema();
  return std::string(std::ranges::find(written_schemas(), kind, &written_schema::kind)->text);
}

} // namespace

std::vector<std::string> schema_kinds() {
  std::vector<std::string> out{"policy"};
  for (const written_schema& s : written_schemas()) out.emplace_back(s.kind);
  return out;
}

exit_code run_schema(const options& chosen) {
  return put_data(chosen, schema_of(chosen.schema)) ? exit_code::ok : exit_code::failure;
}

} // namespace rolecall::cli
