#include "schedule/batch_order.hpp"

#include "crucible/core/random.hpp"

#include <cmath>

namespace crucible {

namespace {

/// Mixes a half with the key of a round to a number below `bound` (the finaliser of SplitMix64, then a scaled
/// product).
std::uint64_t mix_below(std::uint64_t half, std::uint64_t key, std::uint64_t bound) noexcept {
  std::uint64_t x = half * 0x9E3779B97F4A7C15U + key;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
  x ^= x >> 31U;
  return (x >> 32U) * bound >> 32U;
}

}  // namespace

BatchOrder::BatchOrder(std::int64_t count, std::uint64_t seed, std::int64_t epoch) noexcept
    : count_(static_cast<std::uint64_t>(count)),
      side_(static_cast<std::uint64_t>(std::sqrt(static_cast<double>(count)))) {
  while (side_ * side_ < count_) ++side_;
  for (std::size_t r = 0; r < keys_.size(); ++r)
    keys_[r] = random_hash(seed, RandomPurpose::batch_order, static_cast<std::uint64_t>(epoch), r);
}

std::int64_t BatchOrder::operator()(std::int64_t position) const noexcept {
  auto index = static_cast<std::uint64_t>(position);
  do {
    std::uint64_t left = index / side_;
    std::uint64_t right = index % side_;
    for (const std::uint64_t key : keys_) {
      const std::uint64_t moved = left + mix_below(right, key, side_);
      left = right;
      right = moved < side_ ? moved : moved - side_;
    }
    index = left * side_ + right;
  } while (index >= count_);
  return static_cast<std::int64_t>(index);
}

}  // namespace crucible
