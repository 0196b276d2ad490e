#pragma once

#include "kernel/factor_rows.hpp"
#include "kernel/shard_layout.hpp"

#include <cstdint>
#include <vector>

namespace crucible::bench {

struct Shape {
  std::int64_t users = 70'000;
  std::int64_t books = 10'000;
  std::int64_t ratings = 9'000'000;
};

/// Made-up ratings of about this shape: popularity by Zipf, profiles log-normally long, normal ratings. What
/// the kernels do with them takes as long as with real ones.
RatingShard make_ratings(const Shape& shape);

/// One shard laid out for k factors, as the trainer would, and rows to train.
class BenchCells {
 public:
  BenchCells(const RatingShard& ratings, std::int64_t k);

  std::int64_t ratings() const noexcept { return layout_.size(); }
  std::int64_t book_tiles() const noexcept { return books_.tiles(); }
  double bytes_per_rating() const noexcept {
    return static_cast<double>(layout_.bytes()) / static_cast<double>(ratings());
  }

  enum class Pass : std::uint8_t { sgd, adagrad };
  /// Seconds of one epoch.
  double epoch(const Kernels& kernels, Pass pass);

 private:
  Tiling books_;
  ShardLayout layout_;
  FactorRows user_rows_;
  FactorRows book_rows_;
};

}  // namespace crucible::bench
