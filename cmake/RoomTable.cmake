# The one table of rooms. The build links by it and the CTest "layout.rooms" checks the sources against it.
#
# CRUCIBLE_ROOM_<room>_MAY_INCLUDE: the rooms whose headers <room> may include, besides its own.
# CRUCIBLE_CALLS_<name>:            a pattern of foreign calls, and the only rooms in which it may stand.
set(CRUCIBLE_ROOMS core mpi hdf5 linalg data text synthetic model store train recommend eval tune picture report cli app)

# Folders of src/ that are no rooms: the Python package.
set(CRUCIBLE_NO_ROOMS python)

set(CRUCIBLE_ROOM_core_MAY_INCLUDE)
set(CRUCIBLE_ROOM_mpi_MAY_INCLUDE core)
set(CRUCIBLE_ROOM_hdf5_MAY_INCLUDE core mpi)
set(CRUCIBLE_ROOM_linalg_MAY_INCLUDE core mpi)
set(CRUCIBLE_ROOM_data_MAY_INCLUDE core mpi)
set(CRUCIBLE_ROOM_text_MAY_INCLUDE core mpi data)
set(CRUCIBLE_ROOM_synthetic_MAY_INCLUDE core mpi data)
set(CRUCIBLE_ROOM_model_MAY_INCLUDE core mpi)
set(CRUCIBLE_ROOM_store_MAY_INCLUDE core mpi hdf5 linalg text data model)
set(CRUCIBLE_ROOM_train_MAY_INCLUDE core mpi data model)
set(CRUCIBLE_ROOM_recommend_MAY_INCLUDE core mpi hdf5 text data model store)
set(CRUCIBLE_ROOM_eval_MAY_INCLUDE core mpi linalg data model store recommend)
set(CRUCIBLE_ROOM_tune_MAY_INCLUDE core mpi data model store train eval)
set(CRUCIBLE_ROOM_picture_MAY_INCLUDE core mpi hdf5 linalg store)
set(CRUCIBLE_ROOM_report_MAY_INCLUDE core mpi hdf5 data model store recommend picture)
set(CRUCIBLE_ROOM_cli_MAY_INCLUDE core mpi)
set(CRUCIBLE_ROOM_app_MAY_INCLUDE core mpi hdf5 linalg text synthetic data model store train recommend eval tune picture report cli)

set(CRUCIBLE_CALLS MPI HDF5 BLACS)
set(CRUCIBLE_CALLS_MPI "[^A-Za-z_]MPI_[A-Z]")
set(CRUCIBLE_CALLS_MPI_ROOMS mpi)
set(CRUCIBLE_CALLS_HDF5 "[^A-Za-z_0-9]H5[A-Z][a-z_]+[(]|[<\"]hdf5[.]h[>\"]")
set(CRUCIBLE_CALLS_HDF5_ROOMS hdf5)
set(CRUCIBLE_CALLS_BLACS "Cblacs_|[^A-Za-z_]p[ds](ge|or|bd|sy|po|tr|la|st|el)[a-z0-9]+_[(]|numroc_|descinit_|[^A-Za-z_]d(ge|or|bd|sy|po|tr|la|st)[a-z0-9]+_[(]")
set(CRUCIBLE_CALLS_BLACS_ROOMS linalg)

# The program's options (--NAME) stand in the texts of these rooms alone. The others name arguments, in backquotes; the
# program shows them as options (include/crucible/cli/option_names.hpp).
set(CRUCIBLE_ROOMS_NAMING_OPTIONS cli app)

# CRUCIBLE_ROOM_<room>_PRECOMPILE: heavy foreign headers that most sources of <room> get to see. Each list
# is compiled once for all rooms that have it, so that there are to be few.
set(CRUCIBLE_ROOM_core_PRECOMPILE)
set(CRUCIBLE_ROOM_mpi_PRECOMPILE <mpi.h>)
set(CRUCIBLE_ROOM_hdf5_PRECOMPILE <mpi.h>)
set(CRUCIBLE_ROOM_linalg_PRECOMPILE <mpi.h> <Eigen/Core>)
set(CRUCIBLE_ROOM_data_PRECOMPILE <mpi.h>)
set(CRUCIBLE_ROOM_text_PRECOMPILE <mpi.h>)
set(CRUCIBLE_ROOM_synthetic_PRECOMPILE <mpi.h>)
set(CRUCIBLE_ROOM_model_PRECOMPILE <mpi.h> <Eigen/Core>)
set(CRUCIBLE_ROOM_store_PRECOMPILE <mpi.h> <Eigen/Core>)
set(CRUCIBLE_ROOM_train_PRECOMPILE <mpi.h> <Eigen/Core>)
set(CRUCIBLE_ROOM_recommend_PRECOMPILE <mpi.h> <Eigen/Core>)
set(CRUCIBLE_ROOM_eval_PRECOMPILE <mpi.h> <Eigen/Core>)
set(CRUCIBLE_ROOM_tune_PRECOMPILE <mpi.h> <Eigen/Core> <nlohmann/json.hpp>)
set(CRUCIBLE_ROOM_picture_PRECOMPILE <mpi.h> <Eigen/Core>)
set(CRUCIBLE_ROOM_report_PRECOMPILE <mpi.h> <Eigen/Core> <nlohmann/json.hpp>)
set(CRUCIBLE_ROOM_cli_PRECOMPILE <mpi.h> <Eigen/Core> <nlohmann/json.hpp>)
set(CRUCIBLE_ROOM_app_PRECOMPILE <mpi.h> <Eigen/Core> <nlohmann/json.hpp>)

# CRUCIBLE_API: public headers that nothing in this tree includes, for programs outside. ROOM/NAME.hpp; keep it short.
set(CRUCIBLE_API)
