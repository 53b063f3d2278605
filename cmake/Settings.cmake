# What every target is compiled with: rolecall_settings for all, rolecall_warnings for our own code.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

add_library(rolecall_settings INTERFACE)
target_include_directories(rolecall_settings INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_definitions(rolecall_settings INTERFACE BOOST_ASIO_NO_DEPRECATED
                                                       ROLECALL_VERSION="${PROJECT_VERSION}")
target_link_libraries(rolecall_settings INTERFACE Threads::Threads)

find_program(MOLD mold)
if(MOLD)
  target_link_options(rolecall_settings INTERFACE -fuse-ld=mold)
endif()

# Hardening of what is shipped: position independent, read-only relocations, checked library calls.
# script/check-hardening looks whether it worked.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported()
target_link_options(rolecall_settings INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT ROLECALL_SANITIZE)
  target_compile_options(rolecall_settings INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong
                                                     -fstack-clash-protection -fcf-protection)
endif()

if(ROLECALL_SANITIZE)
  target_compile_options(rolecall_settings INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all
                                                     -fno-omit-frame-pointer)
  target_link_options(rolecall_settings INTERFACE -fsanitize=address,undefined)
  # Asio keeps freed blocks for reuse, which hides use after free.
  target_compile_definitions(rolecall_settings INTERFACE BOOST_ASIO_DISABLE_SMALL_BLOCK_RECYCLING)
endif()

if(ROLECALL_FUZZ)
  # clang 14 cannot assemble coroutines with the check of functions' types; vptr needs all libraries built alike.
  target_compile_options(rolecall_settings INTERFACE -fsanitize=fuzzer-no-link,address,undefined
                                                     -fno-sanitize=function,vptr
                                                     -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(rolecall_settings INTERFACE -fsanitize=address,undefined)
endif()

add_library(rolecall_warnings INTERFACE)
target_compile_options(rolecall_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
                                                   -Wold-style-cast -Woverloaded-virtual -Wconversion
                                                   -Wno-sign-conversion)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False alarms of g++ 12: optional and Beast's parser under sanitizers, strings at -O2 and above.
  target_compile_options(rolecall_warnings INTERFACE -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow
                                                     -Wno-stringop-overread -Wno-array-bounds)
endif()
if(ROLECALL_WERROR)
  target_compile_options(rolecall_warnings INTERFACE -Werror)
endif()

# One precompiled header of the standard library, shared by all targets.
if(ROLECALL_PCH)
  file(WRITE ${PROJECT_BINARY_DIR}/pch.cpp.in "")
  configure_file(${PROJECT_BINARY_DIR}/pch.cpp.in ${PROJECT_BINARY_DIR}/pch.cpp COPYONLY)
  add_library(rolecall_pch STATIC ${PROJECT_BINARY_DIR}/pch.cpp)
  target_link_libraries(rolecall_pch PRIVATE rolecall_settings rolecall_warnings)
  target_precompile_headers(rolecall_pch PRIVATE <algorithm> <chrono> <compare> <cstdint> <functional> <map>
                                                 <memory> <optional> <set> <span> <string> <string_view>
                                                 <unordered_map> <utility> <variant> <vector>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(rolecall_pch PRIVATE -fpch-preprocess)
  endif()
endif()
