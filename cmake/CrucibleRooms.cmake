include(RoomTable)

add_library(crucible_options INTERFACE)
# -Wno-restrict: GCC 12 reports it for std::string's own code (GCC bug 105651).
target_compile_options(crucible_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
                       $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
                       $<$<BOOL:${CRUCIBLE_WERROR}>:-Werror>)
if(CRUCIBLE_SANITIZE)
  target_compile_options(crucible_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all
                         -fno-omit-frame-pointer)
  target_link_options(crucible_options INTERFACE -fsanitize=address,undefined)
endif()
if(CRUCIBLE_FUZZERS)
  target_compile_options(crucible_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# crucible_room(NAME [LINKS library...]): the static library of src/NAME and include/crucible/NAME, linked to the
# rooms that its row in RoomTable.cmake allows and to the foreign LINKS. Call it from src/NAME/CMakeLists.txt.
function(crucible_room name)
  cmake_parse_arguments(PARSE_ARGV 1 ROOM "" "" "LINKS")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  file(GLOB headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/include/crucible/${name}/*.hpp")
  list(FILTER sources EXCLUDE REGEX "/main[.]cpp$")
  if(NOT sources)
    set(sources "${PROJECT_BINARY_DIR}/empty.cpp")
    file(WRITE "${sources}" "")
  endif()
  add_library(crucible_${name} STATIC ${sources})
  add_library(crucible::${name} ALIAS crucible_${name})
  target_sources(crucible_${name} PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/include" FILES ${headers})
  set_target_properties(crucible_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON LINKER_LANGUAGE CXX)
  target_include_directories(crucible_${name} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
  target_link_libraries(crucible_${name} PRIVATE $<BUILD_INTERFACE:crucible_options>)
  foreach(room IN LISTS CRUCIBLE_ROOM_${name}_MAY_INCLUDE)
    target_link_libraries(crucible_${name} PUBLIC crucible_${room})
  endforeach()
  target_link_libraries(crucible_${name} PUBLIC ${ROOM_LINKS})
  crucible_precompile(crucible_${name} ${CRUCIBLE_ROOM_${name}_PRECOMPILE})
endfunction()
