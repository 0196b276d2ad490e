#include "crucible/mpi/collective.hpp"

#include "crucible/mpi/session.hpp"

#include <new>
#include <string>

namespace crucible {

namespace {

struct Failure {
  ErrorKind kind = ErrorKind::foreign;
  std::string message;
};

Failure describe(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const Error& error) {
    return {error.kind(), error.what()};
  } catch (const std::bad_alloc&) {
    return {ErrorKind::memory, "out of memory"};
  } catch (const std::exception& error) {
    return {ErrorKind::foreign, error.what()};
  } catch (...) {
    return {ErrorKind::foreign, "unknown exception"};
  }
}

[[noreturn]] void throw_everywhere(Error error) {
  error.mark_on_all_ranks();
  throw error;
}

}  // namespace

void agree_on_failure(const Communicator& comm, std::exception_ptr mine) {
  const std::int32_t first = comm.min_value<std::int32_t>(mine ? comm.rank() : comm.size());
  if (first == comm.size()) return;
  Failure failure;
  if (comm.rank() == first) failure = describe(mine);
  failure.kind = comm.broadcast_value(failure.kind, first);
  failure.message = comm.broadcast_text(failure.message, first);
  // What only another host meets, its own full disk or a file that it does not see, is hard to find without
  // its name. The host of rank 0 needs no naming: what all ranks meet is reported by it.
  const std::string host = comm.broadcast_text(comm.rank() == first ? host_name() : "", first);
  if (host != comm.broadcast_text(comm.is_root() ? host_name() : "")) failure.message += " [on " + host + "]";
  throw_everywhere(Error(failure.kind, failure.message));
}

}  // namespace crucible
