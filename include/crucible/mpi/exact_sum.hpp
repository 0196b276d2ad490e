#pragma once

#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// Numbers as integers of 64 bits, whose sums do not depend on the order of their terms. Each number is
/// rounded once.
class FixedPoint {
 public:
  /// No partial sum may exceed `bound`, which must be the same on all ranks. The resolution is about 61 bits
  /// below the bound. If the bound is not finite, every value is NaN.
  explicit FixedPoint(double bound);

  std::int64_t of(double term) const noexcept;
  double value(std::int64_t fixed) const noexcept;

 private:
  double scale_ = 0;  ///< 0: of a bound of 0
  bool finite_ = true;
};

/// A sum of vectors, whose entries are added in fixed point: the same bits at any number of ranks.
class ExactSum {
 public:
  /// `bound` is that of FixedPoint, for each entry.
  ExactSum(std::int64_t size, double bound);

  void add(std::int64_t index, double term) noexcept {
    sums_[static_cast<std::size_t>(index)] += fixed_.of(term);
  }
  void add(std::span<const double> terms) noexcept;
  /// Local. The sum of this rank's terms of an entry.
  double mine(std::int64_t index) const noexcept;
  /// Collective. The sum of the terms of all ranks.
  std::vector<double> total(const Communicator& comm);

 private:
  std::vector<std::int64_t> sums_;
  FixedPoint fixed_;
};

}  // namespace crucible
