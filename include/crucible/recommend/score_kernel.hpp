#pragma once

#include <cstdint>
#include <span>

namespace crucible {

/// Computes the scores of a tile of (users x books), compiled for one instruction set. Each score is summed
/// over the factors in order, so it does not depend on the tile that it is in.
struct ScoreKernel {
  const char* name;    ///< avx512, avx2 or generic
  std::int64_t users;  ///< users per tile, at most max_users
  std::int64_t books;  ///< books per tile, at most max_books

  static constexpr std::int64_t max_users = 16;
  static constexpr std::int64_t max_books = 64;

  /// `user_tile` is (k x users), `book_tile` is (k x books), `bias` has one entry per book. `book_tile`,
  /// `bias` and `scores` are aligned to 64 bytes. Writes scores (users x books) = bias + dot product. Bit c
  /// of a user's mask in `above` is 1 if score c is above the user's threshold (0 for NaN).
  void (*run)(const float* user_tile, const float* book_tile, const float* bias, std::int64_t k,
              const float* threshold, float* scores, std::uint64_t* above);
};

/// The kernels that this processor can run: the fastest first, "generic" last.
std::span<const ScoreKernel> usable_score_kernels();

}  // namespace crucible
