#pragma once

#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace crucible {

/// A sum of numbers and of their weights. It does not depend on the order of adding, and so not on the number
/// of ranks, because it is a fixed-point number in units of 2^-48. Each number is rounded once, by at most
/// 2^-49.
class MetricSum {
 public:
  /// Adds `value`, the sum of `weight` measurements. Throws NumericalError unless its magnitude is below
  /// 2^50.
  void add(double value, std::int64_t weight = 1);
  void add(const MetricSum& other);

  double sum() const noexcept;
  std::int64_t weight() const noexcept { return weight_; }
  /// Sum / weight; none if the weight is 0.
  std::optional<double> mean() const noexcept;

  friend bool operator==(const MetricSum&, const MetricSum&) = default;

 private:
  friend void reduce(const Communicator& comm, std::span<MetricSum> sums);
  void carry() noexcept;

  std::int64_t whole_ = 0;
  std::int64_t fraction_ = 0;  ///< in units of 2^-48, below 2^48
  std::int64_t weight_ = 0;
};

/// Collective. Adds the ranks' sums in place, element by element. The fractions overflow above 32,768 ranks.
void reduce(const Communicator& comm, std::span<MetricSum> sums);

}  // namespace crucible
