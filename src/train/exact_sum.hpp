#pragma once

#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// A sum of vectors that does not depend on the order or the grouping of its terms, so that it gives the same
/// bits at any number of ranks: terms are rounded to 64-bit fixed point once and added as integers.
class ExactSum {
 public:
  /// No partial sum of an entry may exceed `bound`, which must be the same on all ranks; its digits start
  /// there, some 62 bits down. A bound that is not finite makes the total NaN.
  ExactSum(std::int64_t size, double bound);

  void add(std::int64_t index, double term) noexcept {
    sums_[static_cast<std::size_t>(index)] += to_fixed(term);
  }
  void add(std::span<const double> terms) noexcept;
  /// What this rank added to an entry.
  double mine(std::int64_t index) const noexcept;
  /// Collective. The sum of what all ranks added.
  std::vector<double> total(const Communicator& comm);

 private:
  std::int64_t to_fixed(double term) const noexcept;

  std::vector<std::int64_t> sums_;
  double scale_ = 0;
  bool finite_ = true;
};

}  // namespace crucible
