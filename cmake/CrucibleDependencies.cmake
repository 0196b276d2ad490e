# The libraries that crucible stands on. Everything comes from the system; nothing is downloaded. docs/install.md lists
# the packages.
#
# The build and the installed crucibleConfig.cmake both include this file, so that they cannot drift apart. It finds a
# package with crucible_need(PACKAGE argument...), which ends the configure in the build and is find_dependency for
# others.
if(NOT COMMAND crucible_need)
  macro(crucible_need)
    find_package(${ARGN} REQUIRED)
  endmacro()
endif()

set(MPI_CXX_SKIP_MPICXX TRUE)
crucible_need(MPI COMPONENTS C CXX)

set(HDF5_PREFER_PARALLEL ON)
crucible_need(HDF5 COMPONENTS C)
if(NOT HDF5_IS_PARALLEL)
  message(FATAL_ERROR "HDF5 was built without MPI. Install parallel HDF5 (Debian: libhdf5-openmpi-dev).")
endif()
if(NOT TARGET crucible_hdf5_library)
  add_library(crucible_hdf5_library INTERFACE IMPORTED)
  target_include_directories(crucible_hdf5_library SYSTEM INTERFACE ${HDF5_C_INCLUDE_DIRS})
  target_compile_definitions(crucible_hdf5_library INTERFACE ${HDF5_C_DEFINITIONS})
  target_link_libraries(crucible_hdf5_library INTERFACE ${HDF5_C_LIBRARIES} MPI::MPI_C)
endif()

crucible_need(ScaLAPACK)
crucible_need(Eigen3 3.4 NO_MODULE)
crucible_need(Boost 1.74 COMPONENTS program_options)
crucible_need(nlohmann_json 3.9)
crucible_need(PNG)
crucible_need(JPEG)
crucible_need(GIF 5.1)
crucible_need(PkgConfig)
if(NOT TARGET PkgConfig::XXHASH)
  pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
endif()

# The symmetric eigensolver of the routes polar and gram, if it is asked for; else pdsyevd.
set(CRUCIBLE_ELPA_TARGET)
if(CRUCIBLE_ELPA)
  pkg_check_modules(ELPA REQUIRED elpa>=2022.11)
  set(CRUCIBLE_ELPA_TARGET crucible_elpa_library)
  # Alone: the BLAS of its pkg-config file may not be OpenBLAS.
  find_library(ELPA_LIBRARY elpa HINTS ${ELPA_LIBRARY_DIRS} REQUIRED)
  mark_as_advanced(ELPA_LIBRARY)
  if(NOT TARGET crucible_elpa_library)
    add_library(crucible_elpa_library INTERFACE IMPORTED)
    target_include_directories(crucible_elpa_library SYSTEM INTERFACE ${ELPA_INCLUDE_DIRS})
    target_link_libraries(crucible_elpa_library INTERFACE ${ELPA_LIBRARY})
  endif()
else()
  unset(ELPA_LIBRARY CACHE)
endif()

# What compressed text is read and written with.
crucible_need(ZLIB)
crucible_need(BZip2)
crucible_need(LibLZMA)
if(NOT TARGET PkgConfig::ZSTD)
  pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
endif()

if(CRUCIBLE_TESTS)
  find_package(GTest REQUIRED)
endif()
