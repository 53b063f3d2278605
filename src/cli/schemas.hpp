#pragma once

// The schemas of schema/ that people wrote, put into the program when it is built (src/cli/CMakeLists.txt
// lists them). The policy's is not among them: it is made from the grammar.

#include <span>
#include <string_view>

namespace rolecall::cli {

struct written_schema {
  std::string_view kind; ///< schema/KIND.schema.json
  std::string_view text;
};

std::span<const written_schema> written_schemas();

} // namespace rolecall::cli
