#include "crucible/mpi/on_root_alone.hpp"

#include "check.hpp"
#include "crucible/mpi/collective.hpp"
#include "talking.hpp"

#include <chrono>
#include <exception>
#include <thread>

namespace crucible {

namespace {

/// Collective. A barrier whose waiting ranks leave their cores to others.
void meet_asleep(const Communicator& comm) {
  constexpr std::chrono::microseconds between_looks{500};
  const Talking here("MPI_Ibarrier");
  MPI_Request request = MPI_REQUEST_NULL;
  check_mpi(MPI_Ibarrier(comm.native(), &request), "MPI_Ibarrier");
  const auto arrived = [&] {
    int all = 0;
    check_mpi(MPI_Test(&request, &all, MPI_STATUS_IGNORE), "MPI_Test");
    return all != 0;
  };
  while (!arrived()) std::this_thread::sleep_for(between_looks);
}

}  // namespace

void on_root_alone(const Communicator& comm, const std::function<void()>& work) {
  std::exception_ptr failure;
  if (comm.is_root()) {
    try {
      work();
    } catch (...) {
      failure = std::current_exception();
    }
  }
  meet_asleep(comm);
  agree_on_failure(comm, failure);
}

}  // namespace crucible
