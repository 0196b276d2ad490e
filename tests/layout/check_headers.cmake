cmake_minimum_required(VERSION 3.24)
# Checks where headers lie and how large folders are. A header stands in include/crucible/ROOM if and only if another room,
# another public header or an example includes it, or CRUCIBLE_API in cmake/RoomTable.cmake lists it; all others lie beside
# their sources.
#   cmake -D SOURCE_DIR=... -P check_headers.cmake
include("${SOURCE_DIR}/cmake/RoomTable.cmake")

set(most_sources 20)

set(problems 0)
macro(complain text)
  message(SEND_ERROR "${text}")
  math(EXPR problems "${problems} + 1")
endmacro()

# Which public headers are included, by whom it counts.
set(used ${CRUCIBLE_API})
file(GLOB_RECURSE files "${SOURCE_DIR}/include/*.hpp" "${SOURCE_DIR}/src/*.hpp" "${SOURCE_DIR}/src/*.cpp"
     "${SOURCE_DIR}/docs/examples/*.cpp")
foreach(file IN LISTS files)
  file(RELATIVE_PATH path "${SOURCE_DIR}" "${file}")
  string(REGEX REPLACE "^src/([a-z0-9]+)/.*" "\\1" own "${path}")  # of other files: no room's name
  file(STRINGS "${file}" includes REGEX "^#include \"crucible/")
  foreach(line IN LISTS includes)
    string(REGEX REPLACE "^#include \"crucible/(([a-z0-9]+)/[^\"]+)\".*" "\\1;\\2" parts "${line}")
    list(GET parts 0 header)
    list(GET parts 1 room)
    if(NOT room STREQUAL own)
      list(APPEND used "${header}")
    endif()
    if(NOT EXISTS "${SOURCE_DIR}/include/crucible/${header}")
      complain("${path}: there is no include/crucible/${header}")
    endif()
  endforeach()
endforeach()

file(GLOB_RECURSE headers RELATIVE "${SOURCE_DIR}/include/crucible" "${SOURCE_DIR}/include/*")
list(LENGTH headers count)
if(count EQUAL 0)
  complain("no public header found under ${SOURCE_DIR}/include")
endif()
foreach(header IN LISTS headers)
  if(NOT header MATCHES "^([a-z0-9]+)/[a-z0-9_]+[.]hpp$" OR NOT CMAKE_MATCH_1 IN_LIST CRUCIBLE_ROOMS)
    complain("include/crucible/${header}: public headers are include/crucible/ROOM/NAME.hpp")
  elseif(NOT header IN_LIST used)
    complain("include/crucible/${header}: no other room, public header or example includes it. Put it beside its source, \
or, if outside programs need it, list it as CRUCIBLE_API in cmake/RoomTable.cmake")
  endif()
endforeach()
foreach(header IN LISTS CRUCIBLE_API)
  if(NOT header IN_LIST headers)
    complain("CRUCIBLE_API: there is no include/crucible/${header}")
  endif()
endforeach()

file(GLOB_RECURSE sources "${SOURCE_DIR}/src/*.cpp")
set(folders)
foreach(source IN LISTS sources)
  cmake_path(GET source PARENT_PATH folder)
  list(APPEND folders "${folder}")
endforeach()
list(REMOVE_DUPLICATES folders)
foreach(folder IN LISTS folders)
  file(GLOB inside "${folder}/*.cpp")
  list(LENGTH inside size)
  if(size GREATER most_sources)
    complain("${folder} has ${size} sources: give it subfolders, of at most ${most_sources} sources each")
  endif()
endforeach()

if(problems EQUAL 0)
  message(STATUS "${count} public headers are used by others, and no folder is too full")
endif()
