#include "quiet_exit.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <dlfcn.h>
#include <unistd.h>

namespace crucible {

namespace {

/// How long a rank waits for mpirun to end it, seconds. mpirun needs a fraction of a second.
constexpr unsigned longest_wait = 10;
/// Larger than PMIx's description of a process, which is a name of 256 bytes and a number.
constexpr std::size_t process_bytes = 1024;

/// True if mpirun's daemon started this process. Other launchers, such as Slurm's, do not set this variable.
bool started_by_mpirun() { return std::getenv("OMPI_MCA_orte_hnp_uri") != nullptr; }

}  // namespace

QuietExit::QuietExit(const Communicator& world) : is_root_(world.is_root()) {
  if (world.any(!started_by_mpirun())) return;
  // Only the library that MPI has loaded already will do: two copies in one process disturb each other.
  void* const library = dlopen("libpmix.so.2", RTLD_NOW | RTLD_NOLOAD);
  using Init = int (*)(void* process, void* info, unsigned long count);
  Init init = nullptr;
  Abort abort = nullptr;
  if (library != nullptr) {
    init = reinterpret_cast<Init>(dlsym(library, "PMIx_Init"));
    abort = reinterpret_cast<Abort>(dlsym(library, "PMIx_Abort"));
  }
  if (world.any(init == nullptr || abort == nullptr)) return;
  std::array<char, process_bytes> self{};
  const bool open = init(self.data(), nullptr, 0) == 0;
  if (!world.any(!open)) abort_ = abort;
}

void QuietExit::end_job(int exit_code) const {
  if (abort_ == nullptr) return;
  std::fflush(nullptr);
  std::signal(SIGTERM, SIG_DFL);
  if (is_root_)
    abort_(exit_code, "", nullptr, 0);
  else
    sleep(longest_wait);
}

}  // namespace crucible
