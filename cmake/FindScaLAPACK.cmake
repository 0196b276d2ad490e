# Finds ScaLAPACK and the OpenBLAS it is to run on.
#
# Debian's own CMake config of ScaLAPACK stops the configure, and its BLAS goes through the alternatives system, where
# reference BLAS (ten times slower) may be what runs. So both libraries are found here and OpenBLAS is linked directly,
# ahead of ScaLAPACK.
#
# Target: ScaLAPACK::ScaLAPACK
find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_search_module(PC_SCALAPACK QUIET scalapack-openmpi scalapack scalapack-mpich)
endif()
find_library(ScaLAPACK_LIBRARY NAMES scalapack-openmpi scalapack scalapack-mpich HINTS ${PC_SCALAPACK_LIBRARY_DIRS})
find_library(ScaLAPACK_OpenBLAS_LIBRARY NAMES openblas
             PATH_SUFFIXES openblas-pthread openblas-openmp openblas-serial)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(ScaLAPACK REQUIRED_VARS ScaLAPACK_LIBRARY ScaLAPACK_OpenBLAS_LIBRARY)
mark_as_advanced(ScaLAPACK_LIBRARY ScaLAPACK_OpenBLAS_LIBRARY)

if(ScaLAPACK_FOUND AND NOT TARGET ScaLAPACK::ScaLAPACK)
  add_library(ScaLAPACK::ScaLAPACK INTERFACE IMPORTED)
  target_link_libraries(ScaLAPACK::ScaLAPACK INTERFACE ${ScaLAPACK_OpenBLAS_LIBRARY} ${ScaLAPACK_LIBRARY}
                        ${ScaLAPACK_OpenBLAS_LIBRARY} MPI::MPI_C)
endif()
