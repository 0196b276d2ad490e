#include "crucible/mpi/session.hpp"

#include "check.hpp"
#include "quiet_exit.hpp"

#include <array>
#include <cstdlib>
#include <exception>
#include <optional>

namespace crucible {

namespace {

MPI_Comm initialised(int& argc, char**& argv) {
  // Only the main thread calls MPI. The watchdog is a second thread and never does.
  int provided = 0;
  check_mpi(MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided), "MPI_Init_thread");
  return MPI_COMM_WORLD;
}

}  // namespace

MpiSession::MpiSession(int& argc, char**& argv)
    : world_(initialised(argc, argv), false), exceptions_at_start_(std::uncaught_exceptions()) {}

MpiSession::~MpiSession() {
  if (!ended_ && std::uncaught_exceptions() == exceptions_at_start_) MPI_Finalize();
}

int MpiSession::end(int exit_code) {
  std::optional<QuietExit> quiet;
  if (exit_code != 0) quiet.emplace(world_);
  check_mpi(MPI_Finalize(), "MPI_Finalize");
  ended_ = true;
  if (quiet) quiet->end_job(exit_code);
  return exit_code;
}

void MpiSession::abort(int exit_code) noexcept {
  MPI_Abort(MPI_COMM_WORLD, exit_code);
  std::_Exit(exit_code);
}

std::string host_name() {
  std::array<char, MPI_MAX_PROCESSOR_NAME> name{};
  int length = 0;
  check_mpi(MPI_Get_processor_name(name.data(), &length), "MPI_Get_processor_name");
  return {name.data(), static_cast<std::size_t>(length)};
}

std::string mpi_version() {
  std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
  int length = 0;
  check_mpi(MPI_Get_library_version(text.data(), &length), "MPI_Get_library_version");
  const std::string all(text.data(), static_cast<std::size_t>(length));
  // Some libraries go on with options of their build, after a comma or in further lines.
  return all.substr(0, all.find_first_of(",\n"));
}

}  // namespace crucible
