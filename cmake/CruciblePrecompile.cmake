# Precompiled headers: a shorter first build. ccache cannot keep what was compiled with them, so
# that they are off where it is used.
set(precompile ON)
if(CMAKE_CXX_COMPILER_LAUNCHER MATCHES "ccache")
  set(precompile OFF)
endif()
option(CRUCIBLE_PRECOMPILE "Precompile the headers that many sources include" ${precompile})

set(CRUCIBLE_COMMON_HEADERS <algorithm> <array> <cmath> <cstdint> <fstream> <functional> <memory> <numeric> <optional>
    <span> <sstream> <string> <vector>)

# crucible_precompile(TARGET <header>...): precompiles the common headers and these for the sources of TARGET, but for
# sources with compile options of their own (another instruction set), for which the compiler would refuse them. Targets
# with the same headers must have the same compile options: they share what was precompiled for the first of them.
function(crucible_precompile target)
  if(NOT CRUCIBLE_PRECOMPILE)
    return()
  endif()
  string(SHA1 list "${ARGN}")
  string(SUBSTRING "${list}" 0 8 list)
  set(owner crucible_precompiled_${list})
  if(NOT TARGET ${owner})
    file(WRITE "${PROJECT_BINARY_DIR}/precompiled.cpp" "")
    add_library(${owner} OBJECT "${PROJECT_BINARY_DIR}/precompiled.cpp")
    target_compile_definitions(${owner} PRIVATE $<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>)
    target_compile_options(${owner} PRIVATE $<TARGET_PROPERTY:${target},COMPILE_OPTIONS>)
    target_include_directories(${owner} SYSTEM PRIVATE $<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>)
    target_precompile_headers(${owner} PRIVATE ${CRUCIBLE_COMMON_HEADERS} ${ARGN})
  endif()
  target_precompile_headers(${target} REUSE_FROM ${owner})
  # GCC no longer knows which of these are system headers once the optimiser has inlined them: false alarms in
  # std::string must not end a build with CRUCIBLE_WERROR.
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow -Wno-stringop-overread
                                           -Wno-array-bounds -Wno-error=maybe-uninitialized
                                           -Wno-error=invalid-pch>)
  cmake_language(EVAL CODE "cmake_language(DEFER CALL crucible_spare_own_options [[${target}]])")
endfunction()

function(crucible_spare_own_options target)
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    get_source_file_property(options "${source}" COMPILE_OPTIONS)
    if(options)
      set_source_files_properties("${source}" PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    endif()
  endforeach()
endfunction()
