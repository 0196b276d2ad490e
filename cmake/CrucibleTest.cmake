# crucible_test_timeout(NAME SECONDS): several times as long where the sanitizers are on.
function(crucible_test_timeout name seconds)
  math(EXPR seconds "${CRUCIBLE_TEST_PATIENCE} * ${seconds}")
  set_tests_properties(${name} PROPERTIES TIMEOUT ${seconds})
endfunction()
set(CRUCIBLE_TEST_PATIENCE 1)
if(CRUCIBLE_SANITIZE)
  set(CRUCIBLE_TEST_PATIENCE 4)
endif()

# crucible_test_processors(NAME RANKS): the cores that a test of so many ranks is counted to take, which are two at most.
# Those of two start first: behind tests of one, which fit into whatever becomes free, they would all be left for the
# end, where they run one by one.
function(crucible_test_processors name ranks)
  set(processors ${ranks})
  if(processors GREATER 2)
    set(processors 2)
  endif()
  set_tests_properties(${name} PROPERTIES PROCESSORS ${processors} COST ${processors})
endfunction()

# crucible_run(NAME RANKS n [TIMEOUT s] [LABELS l...] COMMAND program [argument...]): a CTest that runs a program under
# mpirun with n ranks (more than there are cores, if need be).
function(crucible_run name)
  cmake_parse_arguments(PARSE_ARGV 1 RUN "" "RANKS;TIMEOUT" "LABELS;COMMAND")
  if(NOT RUN_TIMEOUT)
    set(RUN_TIMEOUT 120)
  endif()
  add_test(NAME ${name} COMMAND ${MPIEXEC_EXECUTABLE} ${MPIEXEC_NUMPROC_FLAG} ${RUN_RANKS} ${RUN_COMMAND})
  set_tests_properties(${name} PROPERTIES LABELS "${RUN_LABELS};ranks-${RUN_RANKS}"
                       ENVIRONMENT "${CRUCIBLE_TEST_ENVIRONMENT}")
  crucible_test_processors(${name} ${RUN_RANKS})
  crucible_test_timeout(${name} ${RUN_TIMEOUT})
endfunction()

# What ranks need that share a small machine, with each other and with other tests. ob1 is what Open MPI decides on
# there, after a search of 0.2 seconds for other networks at each start of a program.
set(CRUCIBLE_TEST_ENVIRONMENT
    OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_pml=ob1
    OMPI_MCA_mpi_yield_when_idle=1 OMPI_MCA_hwloc_base_binding_policy=none OPENBLAS_NUM_THREADS=1
    CRUCIBLE_TEST_PATIENCE=${CRUCIBLE_TEST_PATIENCE} ASAN_OPTIONS=fast_unwind_on_malloc=0:intercept_tls_get_addr=0
    LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/lsan.supp:print_suppressions=0)

# crucible_test_options(TARGET): tests run for seconds, and the optimiser would take longer than it saves.
function(crucible_test_options target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# crucible_room_test(ROOM [RANKS n...] [TIMEOUT s] [LINKS library...]): one test binary of all tests/ROOM/*_test.cpp,
# run at each number of ranks (by default 1, 2, 4 and 6; 6 = 2 x 3, so that no grid test passes on squares alone).
function(crucible_room_test room)
  cmake_parse_arguments(PARSE_ARGV 1 TEST "" "TIMEOUT" "RANKS;LINKS")
  if(NOT TEST_RANKS)
    set(TEST_RANKS 1 2 4 6)
  endif()
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*_test.cpp")
  if(NOT sources)
    return()
  endif()
  add_executable(${room}_test ${sources})
  target_link_libraries(${room}_test PRIVATE crucible_${room} crucible_test_main crucible_options ${TEST_LINKS})
  # Headers that are private to the room are tested too.
  target_include_directories(${room}_test PRIVATE "${PROJECT_SOURCE_DIR}/src/${room}")
  crucible_test_options(${room}_test)
  crucible_precompile(${room}_test <gtest/gtest.h> <mpi.h> ${CRUCIBLE_ROOM_${room}_PRECOMPILE})
  add_dependencies(unit_tests ${room}_test)
  foreach(ranks IN LISTS TEST_RANKS)
    crucible_run(${room}.${ranks} RANKS ${ranks} TIMEOUT "${TEST_TIMEOUT}" LABELS unit COMMAND $<TARGET_FILE:${room}_test>)
  endforeach()
endfunction()
