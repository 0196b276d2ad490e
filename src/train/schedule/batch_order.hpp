#pragma once

#include <array>
#include <cstdint>

namespace crucible {

/// A random permutation of 0..count-1 for an epoch. It is computed, not stored: a Feistel network on pairs of
/// numbers is applied until the result is in the range. Every rank can compute any position.
class BatchOrder {
 public:
  /// @pre count >= 1
  BatchOrder(std::int64_t count, std::uint64_t seed, std::int64_t epoch) noexcept;

  /// The index at `position`. @pre 0 <= position < count
  std::int64_t operator()(std::int64_t position) const noexcept;

 private:
  static constexpr int rounds = 6;
  std::uint64_t count_;
  std::uint64_t side_;  ///< smallest number whose square is at least count
  std::array<std::uint64_t, rounds> keys_{};
};

}  // namespace crucible
