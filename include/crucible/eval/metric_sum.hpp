#pragma once

#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace crucible {

/// A sum of numbers and of their weights that does not depend on the order of adding, and so neither on the
/// number of ranks: fixed point, 2^-48 fine. Each number is rounded once, by at most 2^-49.
class MetricSum {
 public:
  /// Adds `value`, which stands for `weight` things. Throws NumericalError where it is not finite or above
  /// 2^50.
  void add(double value, std::int64_t weight = 1);
  void add(const MetricSum& other);

  double sum() const noexcept;
  std::int64_t weight() const noexcept { return weight_; }
  /// Sum / weight; nothing where the weight is 0.
  std::optional<double> mean() const noexcept;

  friend bool operator==(const MetricSum&, const MetricSum&) = default;

 private:
  friend void reduce(const Communicator& comm, std::span<MetricSum> sums);
  void carry() noexcept;

  std::int64_t whole_ = 0;
  std::int64_t fraction_ = 0;  ///< in units of 2^-48, below 2^48
  std::int64_t weight_ = 0;
};

/// Collective. Adds up the ranks' sums in place, element by element. For up to 32,768 ranks.
void reduce(const Communicator& comm, std::span<MetricSum> sums);

}  // namespace crucible
