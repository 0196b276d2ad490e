#include "doctor/library_checks.hpp"

#include "crucible/hdf5/hdf5_library.hpp"
#include "crucible/mpi/session.hpp"
#include "same_program.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <string_view>

namespace crucible {

namespace {

/// A launcher, and the variable in which it tells each task how many there are.
struct LauncherRow {
  const char* name;
  const char* tasks;
};
// mpirun inside of a Slurm job has the variables of both.
constexpr std::array launchers{LauncherRow{"mpirun (Open MPI)", "OMPI_COMM_WORLD_SIZE"},
                               LauncherRow{"mpiexec (MPICH or Intel MPI)", "PMI_SIZE"},
                               LauncherRow{"srun", "SLURM_STEP_NUM_TASKS"}};

Finding hdf5_finding() {
  const Hdf5Library library = hdf5_library();
  Finding finding{"HDF5", Health::ok, library.version + (library.parallel ? ", parallel" : ", not parallel")};
  if (library.version == library.built_by) return finding;
  finding.health = Health::warning;
  finding.found += "; crucible was built with " + library.built_by;
  finding.mend = "load the module of HDF5 that crucible was built with, or build crucible again";
  return finding;
}

}  // namespace

Finding blas_finding(const BlasLibrary& library, VectorUnits units) {
  Finding finding{"BLAS", Health::ok,
                  library.build + "; kernels for " + library.kernel + ", " + std::to_string(library.threads) +
                      (library.threads == 1 ? " thread" : " threads") + " a rank"};
  if (library.threads > 1) {
    finding.health = Health::warning;
    finding.mend = "set OPENBLAS_NUM_THREADS=1: the ranks use the cores already";
  }
  if (const std::string better = better_blas_kernels(library, units); !better.empty()) {
    finding.health = Health::warning;
    finding.found += ", older than this processor";
    finding.mend = "set OPENBLAS_CORETYPE=" + better + " for a faster SVD, or install a newer OpenBLAS";
  }
  return finding;
}

Launcher launcher() {
  for (const auto& [name, variable] : launchers) {
    const char* text = std::getenv(variable);
    if (text == nullptr) continue;
    const std::string number = text;
    std::int64_t tasks = 1;
    std::from_chars(number.data(), number.data() + number.size(), tasks);
    return {name, tasks};
  }
  return {"none", 1};
}

Finding mpi_finding(const std::string& version, const Launcher& launcher, int ranks) {
  Finding finding{"MPI", Health::ok,
                  version + ", launcher: " + launcher.name + ", " + std::to_string(ranks) +
                      (ranks == 1 ? " rank" : " ranks")};
  if (ranks == launcher.tasks) return finding;
  finding.health = Health::wrong;
  finding.found += " of " + std::to_string(launcher.tasks) + " tasks that were started";
  finding.mend =
      "the launcher belongs to another MPI, so each task works alone and all write the same files: use the "
      "mpirun of "
      "the MPI above, or srun --mpi=pmix";
  return finding;
}

std::vector<Finding> library_findings(const Communicator& comm) {
  // A rank that differs from rank 0 (another node with other modules) must not be hidden by it.
  Finding hdf5 = hdf5_finding();
  const std::string of_root = comm.broadcast_text(hdf5.found);
  if (comm.any(of_root != hdf5.found)) {
    hdf5.health = Health::warning;
    hdf5.found = of_root + "; another on some ranks";
    hdf5.mend = "load the same modules on all nodes";
  }
  const BlasLibrary library = blas_library();
  Finding blas = blas_finding(library, vector_units());
  if (const std::vector<OnHost> kernels = gather_with_hosts(comm, library.kernel);
      std::any_of(kernels.begin(), kernels.end(),
                  [&](const OnHost& rank) { return rank.value != kernels.front().value; })) {
    blas.health = Health::warning;
    blas.found += "; other kernels elsewhere: " + by_host(kernels);
    blas.mend =
        "for a decomposition that has the same last digits on any of these hosts, set "
        "OPENBLAS_CORETYPE to the kernels of the oldest processor on all of them (mpirun -x)";
  }
  return {mpi_finding(mpi_version(), launcher(), comm.size()), hdf5, blas};
}

}  // namespace crucible
