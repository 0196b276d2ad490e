#pragma once

#include "crucible/mpi/communicator.hpp"

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace crucible {

/// Collective. Every rank passes the exception that it caught, or null. If any rank has one, all ranks throw
/// the error of the lowest such rank (same kind, same message, marked on_all_ranks()); else nothing happens.
void agree_on_failure(const Communicator& comm, std::exception_ptr mine);

/// Collective. Runs `work`, which must itself be free of communication, on every rank; a failure on any rank
/// becomes the same exception on all. The way to do local work that can fail between two collectives.
template <typename Work>
auto on_every_rank(const Communicator& comm, Work&& work) {
  using Result = std::invoke_result_t<Work>;
  std::exception_ptr failure;
  if constexpr (std::is_void_v<Result>) {
    try {
      std::forward<Work>(work)();
    } catch (...) {
      failure = std::current_exception();
    }
    agree_on_failure(comm, failure);
  } else {
    std::optional<Result> result;
    try {
      result.emplace(std::forward<Work>(work)());
    } catch (...) {
      failure = std::current_exception();
    }
    agree_on_failure(comm, failure);
    return std::move(*result);
  }
}

/// Collective. Runs `work`, which must be free of communication, on rank 0 alone; a failure there becomes the
/// same exception on all ranks. `work` returns nothing: broadcast what it found.
template <typename Work>
void on_root(const Communicator& comm, Work&& work) {
  on_every_rank(comm, [&] {
    if (comm.is_root()) std::forward<Work>(work)();
  });
}

}  // namespace crucible
