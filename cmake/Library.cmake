# rolecall_library(NAME SOURCES ... [USES ...] [LINKS ...])
# One library target per folder, rolecall_NAME. USES names other folders, LINKS what comes from outside.
function(rolecall_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;LINKS" ${ARGN})
  add_library(rolecall_${name} STATIC ${ARG_SOURCES})
  list(TRANSFORM ARG_USES PREPEND rolecall_)
  target_link_libraries(rolecall_${name} PUBLIC rolecall_settings ${ARG_USES} ${ARG_LINKS} PRIVATE rolecall_warnings)
  rolecall_precompile(rolecall_${name})
endfunction()

function(rolecall_precompile target)
  if(ROLECALL_PCH)
    target_precompile_headers(${target} REUSE_FROM rolecall_pch)
    # Also for programs: a precompiled header is only good for what is compiled with its own flags.
    target_compile_options(${target} PRIVATE -fPIC)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      target_compile_options(${target} PRIVATE -fpch-preprocess)
    endif()
  endif()
endfunction()

# rolecall_test(NAME [IN_PARTS] SOURCES ... [USES ...] [LINKS ...]): a doctest program, run as the CTest case NAME; with
# IN_PARTS whoever calls adds the cases.
function(rolecall_test name)
  cmake_parse_arguments(ARG "IN_PARTS" "" "SOURCES;USES;LINKS" ${ARGN})
  add_executable(test_${name} ${ARG_SOURCES})
  list(TRANSFORM ARG_USES PREPEND rolecall_)
  target_link_libraries(test_${name} PRIVATE rolecall_settings rolecall_warnings rolecall_doctest_main ${ARG_USES}
                                             ${ARG_LINKS})
  target_compile_definitions(test_${name} PRIVATE ROLECALL_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                                                  ROLECALL_BINARY_DIR="${PROJECT_BINARY_DIR}")
  target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  rolecall_precompile(test_${name})
  if(NOT ARG_IN_PARTS)
    add_test(NAME ${name} COMMAND test_${name})
  endif()
endfunction()
