#include "commands.hpp"
#include "crucible/cli/terminal.hpp"
#include "crucible/core/process_memory.hpp"
#include "crucible/hdf5/sealed_file.hpp"
#include "crucible/linalg/blas_library.hpp"
#include "crucible/mpi/session.hpp"

#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

namespace {

using namespace crucible;

/// "crucible: error", in red on terminals.
std::string error_word() {
  return terminal_of_standard_error().colours ? "crucible: \x1b[31merror\x1b[0m" : "crucible: error";
}

/// Prints an error that this rank has alone and takes the whole job down: the others may be waiting for this
/// rank.
[[noreturn]] void end_job(const Communicator& world, const std::string& message, ExitCode code) {
  const std::string where =
      world.size() == 1 ? "" : " [rank " + std::to_string(world.rank()) + " on " + host_name() + "]";
  std::fputs(("\n" + error_word() + where + ": " + message + "\n").c_str(), stderr);
  std::fflush(nullptr);
  remove_temporary_files();
  MpiSession::abort(static_cast<int>(code));
}

int run(const Communicator& world, const std::vector<std::string>& arguments) {
  try {
    return static_cast<int>(run_crucible(world, arguments));
  } catch (const Error& error) {
    // An error that all ranks have is printed by one of them, and all finish in order.
    if (!error.on_all_ranks()) end_job(world, error.what(), error.exit_code());
    if (world.is_root()) std::fputs((error_word() + ": " + error.what() + "\n").c_str(), stderr);
    return static_cast<int>(error.exit_code());
  } catch (const std::bad_alloc&) {
    end_job(world, "out of memory; use more ranks on more nodes, or fewer factors", ExitCode::failed);
  } catch (const std::exception& error) {
    end_job(world, error.what(), ExitCode::failed);
  }
}

}  // namespace

int main(int argc, char** argv) {
  use_fast_blas_kernels(argv);
  give_freed_memory_back();
  MpiSession session(argc, argv);
  return session.end(run(session.world(), {argv + 1, argv + argc}));
}
