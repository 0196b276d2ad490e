# `cmake --install` puts down two components:
#
#   program      the program, its documents, its job scripts, shell completion, the Python package and a modulefile
#   development  headers and static libraries of all rooms but app, crucible::crucible for find_package(crucible), and
#                crucible.pc
include(CMakePackageConfigHelpers)

set(CRUCIBLE_CMAKE_FOLDER "${CMAKE_INSTALL_LIBDIR}/cmake/crucible")
set(CRUCIBLE_LIBRARY_ROOMS ${CRUCIBLE_ROOMS})
list(REMOVE_ITEM CRUCIBLE_LIBRARY_ROOMS app)

add_library(crucible_all INTERFACE)
add_library(crucible::crucible ALIAS crucible_all)
set_target_properties(crucible_all PROPERTIES EXPORT_NAME crucible)

set(room_targets)
set(link_line)
foreach(room IN LISTS CRUCIBLE_LIBRARY_ROOMS)
  set_target_properties(crucible_${room} PROPERTIES EXPORT_NAME ${room})
  target_link_libraries(crucible_all INTERFACE crucible_${room})
  list(APPEND room_targets crucible_${room})
  # A room stands before those that it uses.
  string(PREPEND link_line "-lcrucible_${room} ")
endforeach()

target_compile_features(crucible_core PUBLIC cxx_std_20)
# Eigen aligns memory by the instruction set of who compiles: a program with -mavx must not free what the library
# allocated in another way.
set(eigen_alignment EIGEN_MAX_ALIGN_BYTES=16)
target_compile_definitions(crucible_core INTERFACE $<INSTALL_INTERFACE:${eigen_alignment}>)

install(TARGETS crucible_all ${room_targets} EXPORT crucibleTargets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
        FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)
install(EXPORT crucibleTargets NAMESPACE crucible:: DESTINATION ${CRUCIBLE_CMAKE_FOLDER} COMPONENT development)

set(CRUCIBLE_BUILT_WITH_ELPA OFF)
if(CRUCIBLE_ELPA_TARGET)
  set(CRUCIBLE_BUILT_WITH_ELPA ON)
endif()
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/crucibleConfig.cmake.in"
                              "${PROJECT_BINARY_DIR}/package/crucibleConfig.cmake"
                              INSTALL_DESTINATION ${CRUCIBLE_CMAKE_FOLDER})
write_basic_package_version_file("${PROJECT_BINARY_DIR}/package/crucibleConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/package/crucibleConfig.cmake"
              "${PROJECT_BINARY_DIR}/package/crucibleConfigVersion.cmake"
              "${CMAKE_CURRENT_LIST_DIR}/CrucibleDependencies.cmake" "${CMAKE_CURRENT_LIST_DIR}/FindScaLAPACK.cmake"
        DESTINATION ${CRUCIBLE_CMAKE_FOLDER} COMPONENT development)

# pkg-config: our part follows the file wherever the prefix goes; the libraries of the system stand as they were found.
set(crucible_foreign_includes ${MPI_C_INCLUDE_DIRS} ${MPI_CXX_INCLUDE_DIRS} ${HDF5_C_INCLUDE_DIRS} ${EIGEN3_INCLUDE_DIRS})
list(REMOVE_DUPLICATES crucible_foreign_includes)
list(TRANSFORM crucible_foreign_includes PREPEND "-isystem ")
set(crucible_foreign_libraries ${PNG_LIBRARIES} ${JPEG_LIBRARIES} ${GIF_LIBRARIES} ${ZLIB_LIBRARIES}
    ${BZIP2_LIBRARIES} ${LIBLZMA_LIBRARIES} ${ZSTD_LINK_LIBRARIES} ${Boost_LIBRARIES}
    ${HDF5_C_LIBRARIES} ${XXHASH_LINK_LIBRARIES} ${ScaLAPACK_OpenBLAS_LIBRARY} ${ELPA_LIBRARY} ${ScaLAPACK_LIBRARY}
    ${ScaLAPACK_OpenBLAS_LIBRARY} ${MPI_C_LIBRARIES} ${MPI_CXX_LIBRARIES})
set(foreign_files)
foreach(library IN LISTS crucible_foreign_libraries)
  if(library STREQUAL "Boost::program_options")
    get_target_property(configuration Boost::program_options IMPORTED_CONFIGURATIONS)
    list(GET configuration 0 configuration)
    get_target_property(library Boost::program_options IMPORTED_LOCATION_${configuration})
  endif()
  list(APPEND foreign_files "${library}")
endforeach()
list(JOIN crucible_foreign_includes " " CRUCIBLE_FOREIGN_INCLUDES)
list(JOIN foreign_files " " CRUCIBLE_FOREIGN_LIBRARIES)
set(CRUCIBLE_PC_LIBRARIES "${link_line}")
set(CRUCIBLE_PC_DEFINITION "-D${eigen_alignment}")
file(RELATIVE_PATH CRUCIBLE_PC_UP "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
file(RELATIVE_PATH CRUCIBLE_PC_LIBDIR "${CMAKE_INSTALL_PREFIX}" "${CMAKE_INSTALL_FULL_LIBDIR}")
file(RELATIVE_PATH CRUCIBLE_PC_INCLUDEDIR "${CMAKE_INSTALL_PREFIX}" "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
configure_file("${CMAKE_CURRENT_LIST_DIR}/crucible.pc.in" "${PROJECT_BINARY_DIR}/package/crucible.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/package/crucible.pc" DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
        COMPONENT development)

# A file for `module load crucible`, which finds everything from where it stands.
set(CRUCIBLE_MODULE_FOLDER "${CMAKE_INSTALL_DATADIR}/crucible/modulefiles")
file(RELATIVE_PATH CRUCIBLE_MODULE_UP "${CMAKE_INSTALL_PREFIX}/${CRUCIBLE_MODULE_FOLDER}/crucible" "${CMAKE_INSTALL_PREFIX}")
configure_file("${CMAKE_CURRENT_LIST_DIR}/packaging/modulefiles/crucible.in" "${PROJECT_BINARY_DIR}/package/modulefile" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/package/modulefile" DESTINATION ${CRUCIBLE_MODULE_FOLDER}/crucible
        RENAME ${PROJECT_VERSION})
