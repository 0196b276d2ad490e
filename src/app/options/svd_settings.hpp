#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/cli/option_table.hpp"
#include "crucible/linalg/host_memory.hpp"
#include "crucible/linalg/memory_plan.hpp"
#include "crucible/linalg/streamed_svd.hpp"
#include "crucible/linalg/truncated_svd.hpp"
#include "crucible/store/matrix_source.hpp"

#include <optional>
#include <string>

namespace crucible {

/// How `svd` and `pca` decompose: the options, the method that follows from them, and the memory it needs.
class SvdSettings {
 public:
  void declare(OptionTable& options);

  /// Collective. Settles method and number of triplets for `input`, and checks them. `turns`: a matrix that
  /// is read in blocks may be turned, so that its shorter side counts as columns. Throws UsageError.
  void settle(const Communicator& comm, const MatrixSource& input, bool values_only, bool turns);

  /// Settled: never automatic; rank is 0 where all are wanted.
  const SvdOptions& options() const noexcept { return options_; }
  /// Puts why the method was taken into `result`, in front of what it says of itself.
  void explain(SvdResult& result) const;
  bool krylov() const noexcept { return options_.method->truncated(); }
  /// True if the matrix is read in blocks, by plan().
  bool streams() const noexcept { return stream_.has_value(); }
  /// @pre streams()
  const StreamPlan& plan() const { return *stream_; }
  /// True if its columns are read as rows. @pre streams()
  bool turned() const noexcept { return turned_; }
  /// Triplets that will come out (at most).
  std::int64_t wanted() const noexcept { return wanted_; }
  KrylovOptions krylov_options(Job& job) const;
  /// Of the random numbers that a decomposition needs.
  std::uint64_t seed() const noexcept { return static_cast<std::uint64_t>(seed_); }

  /// Collective. Prints `described`, which says what the matrix is, and every route's memory and whether it
  /// fits; notes it in job.result. For --dry-run.
  void say_plan(Job& job, const MatrixSource& input, const std::string& described) const;
  /// Collective. Prints `described` and what will be done to it. Throws Error (memory), before anything is
  /// allocated, if the chosen route cannot work or needs more memory than the hosts have free.
  void announce(Job& job, const MatrixSource& input, const std::string& described) const;

 private:
  SvdChoice settled_method(const MatrixSource& input) const;
  void settle_memory(const Communicator& comm, const MatrixSource& input, bool turns);
  void say_stream(Job& job) const;
  void take(const SvdChoice& choice);
  /// Rows of the largest square matrix that `method` can take in the memory that there is. Collective.
  std::int64_t largest(const Communicator& comm, SvdMethod method) const;
  /// Whether `--memory` says how much there is.
  std::string allowed_or_free() const;
  MemoryPlan plan_for(const MatrixSource& input, int ranks, SvdMethod method) const;

  std::optional<std::int64_t> rank_;
  std::string method_ = "auto";
  std::string grid_;
  std::int64_t block_ = 64;
  double tolerance_ = 1e-3;
  std::int64_t seed_ = 1;
  std::string memory_;
  std::int64_t limit_ = no_memory_limit;
  std::optional<StreamPlan> stream_;
  bool turned_ = false;
  SvdOptions options_;
  std::string reason_;
  std::int64_t wanted_ = 0;
};

}  // namespace crucible
