# Writes a .cpp with the text of schema/KIND.schema.json for each of KINDS (parted by blanks):
# cmake -DFOLDER=schema -DKINDS="plan apply" -DTO=file.cpp -P EmbedSchemas.cmake
cmake_minimum_required(VERSION 3.25)

separate_arguments(kinds UNIX_COMMAND "${KINDS}")
set(entries "")
foreach(kind IN LISTS kinds)
  file(READ "${FOLDER}/${kind}.schema.json" text)
  string(APPEND entries "    {\"${kind}\", R\"schema(${text})schema\"},\n")
endforeach()
file(WRITE "${TO}" "#include \"cli/schemas.hpp\"

namespace rolecall::cli {

std::span<const written_schema> written_schemas() {
  static const written_schema all[] = {
${entries}  };
  return all;
}

} // namespace rolecall::cli
")
