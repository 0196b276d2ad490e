# Everything comes from the system; nothing is downloaded. docs/install.md lists the packages.
set(MPI_CXX_SKIP_MPICXX TRUE)
find_package(MPI REQUIRED COMPONENTS C CXX)

set(HDF5_PREFER_PARALLEL ON)
find_package(HDF5 REQUIRED COMPONENTS C)
if(NOT HDF5_IS_PARALLEL)
  message(FATAL_ERROR "HDF5 was built without MPI. Install parallel HDF5 (Debian: libhdf5-openmpi-dev).")
endif()
add_library(crucible_hdf5_library INTERFACE)
target_include_directories(crucible_hdf5_library SYSTEM INTERFACE ${HDF5_C_INCLUDE_DIRS})
target_compile_definitions(crucible_hdf5_library INTERFACE ${HDF5_C_DEFINITIONS})
target_link_libraries(crucible_hdf5_library INTERFACE ${HDF5_C_LIBRARIES} MPI::MPI_C)

find_package(ScaLAPACK REQUIRED)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(Boost 1.74 REQUIRED COMPONENTS program_options)
find_package(nlohmann_json 3.9 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)

if(CRUCIBLE_TESTS)
  find_package(GTest REQUIRED)
endif()
