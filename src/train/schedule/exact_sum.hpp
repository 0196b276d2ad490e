#pragma once

#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// A sum of vectors that does not depend on the order or the grouping of its terms. So it gives the same bits
/// at any number of ranks. Each term is rounded once to 64-bit fixed point, and terms are added as integers.
class ExactSum {
 public:
  /// No partial sum of an entry may exceed `bound`, which must be the same on all ranks. The resolution is
  /// about 61 bits below the bound. If the bound is not finite, the total is NaN.
  ExactSum(std::int64_t size, double bound);

  void add(std::int64_t index, double term) noexcept {
    sums_[static_cast<std::size_t>(index)] += to_fixed(term);
  }
  void add(std::span<const double> terms) noexcept;
  /// Local. The sum of this rank's terms of an entry.
  double mine(std::int64_t index) const noexcept;
  /// Collective. The sum of the terms of all ranks.
  std::vector<double> total(const Communicator& comm);

 private:
  std::int64_t to_fixed(double term) const noexcept;

  std::vector<std::int64_t> sums_;
  double scale_ = 0;
  bool finite_ = true;
};

}  // namespace crucible
