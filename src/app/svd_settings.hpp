#pragma once

#include "crucible/app/job.hpp"
#include "crucible/app/option_table.hpp"
#include "crucible/linalg/memory_plan.hpp"
#include "crucible/linalg/truncated_svd.hpp"
#include "matrix_input.hpp"

#include <optional>
#include <string>

namespace crucible {

/// How `svd` and `pca` decompose: the options, the method that follows from them, and the memory it needs.
class SvdSettings {
 public:
  void declare(OptionTable& options);

  /// Collective. Settles method and number of triplets for `input`, and checks them. Throws UsageError.
  void settle(const Communicator& comm, const MatrixInput& input, bool values_only);

  /// Settled: never automatic; rank is 0 where all are wanted.
  const SvdOptions& options() const noexcept { return options_; }
  /// Why this method, one line.
  const std::string& reason() const noexcept { return reason_; }
  /// Puts why the method was taken into `result`, in front of what it says of itself.
  void explain(SvdResult& result) const;
  bool krylov() const noexcept { return options_.method == SvdMethod::krylov; }
  /// Triplets that will come out (at most).
  std::int64_t wanted() const noexcept { return wanted_; }
  KrylovOptions krylov_options(Job& job) const;

  /// Collective. Prints every route's memory and whether it fits; notes it in job.result. For --dry-run.
  void say_plan(Job& job, const MatrixInput& input) const;
  /// Collective. Throws Error (memory) before anything is allocated where the chosen route cannot work or
  /// does not fit into the memory that the hosts have free.
  void check_memory(Job& job, const MatrixInput& input) const;

 private:
  MemoryPlan plan_for(const MatrixInput& input, int ranks, SvdMethod method) const;

  std::optional<std::int64_t> rank_;
  std::string method_ = "auto";
  std::string grid_;
  std::int64_t block_ = 64;
  double tolerance_ = 1e-3;
  std::int64_t seed_ = 1;
  SvdOptions options_;
  std::string reason_;
  std::int64_t wanted_ = 0;
};

}  // namespace crucible
