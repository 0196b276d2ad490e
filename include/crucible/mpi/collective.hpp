#pragma once

#include "crucible/mpi/communicator.hpp"

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace crucible {

/// Collective. Every rank passes the exception that it caught, or null. If any rank caught one, all ranks
/// throw the error of the lowest such rank: an Error of the same kind and message, with its host unless
/// rank 0 is there too, marked on_all_ranks(). Otherwise nothing happens.
void agree_on_failure(const Communicator& comm, std::exception_ptr mine);

/// Collective. Runs `work` on every rank. A failure on any rank becomes the same exception on all ranks (see
/// agree_on_failure()). Use it for local work that can fail between two collectives. `work` must not
/// communicate.
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

/// Local. Throws `error`, marked on_all_ranks(). Call it only where every rank throws the same error at this
/// place, because all ranks checked the same data.
template <typename AnyError>
[[noreturn]] void throw_on_all_ranks(AnyError error) {
  error.mark_on_all_ranks();
  throw error;
}

/// Collective. Runs `work` on rank 0 only. A failure there becomes the same exception on all ranks. `work`
/// must not communicate. The result of `work` is not kept; broadcast it yourself.
template <typename Work>
void on_root(const Communicator& comm, Work&& work) {
  on_every_rank(comm, [&] {
    if (comm.is_root()) std::forward<Work>(work)();
  });
}

}  // namespace crucible
