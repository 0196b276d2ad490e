#pragma once

#include <cstdint>
#include <span>

namespace crucible {

/// Scores of a tile of readers x books, compiled for one instruction set. Each score is summed over the
/// factors in order, so it does not depend on the tile that it falls into.
struct ScoreKernel {
  const char* name;      ///< avx512, avx2 or generic
  std::int64_t readers;  ///< readers a tile, at most max_readers
  std::int64_t books;    ///< books a tile, at most max_books

  static constexpr std::int64_t max_readers = 16;
  static constexpr std::int64_t max_books = 64;

  /// `reader_tile` is (k x readers), `book_tile` (k x books) and aligned to 64 bytes, as are `bias` (books)
  /// and `scores`. Writes scores (readers x books) = bias + dot product, and for each reader a mask whose bit
  /// c says that score c is above the reader's threshold (never for NaN).
  void (*run)(const float* reader_tile, const float* book_tile, const float* bias, std::int64_t k,
              const float* threshold, float* scores, std::uint64_t* above);
};

/// The kernels that this processor can run, the fastest first, "generic" last.
std::span<const ScoreKernel> usable_score_kernels();

}  // namespace crucible
