#pragma once

#include "crucible/core/rating.hpp"
#include "crucible/train/train_options.hpp"

#include <cstdint>

namespace crucible {

/// Bit that ends a run of ratings of one user; the other 15 bits are the book's row within its tile.
inline constexpr std::uint16_t last_of_run = 0x8000;
/// Most books in a tile: what 15 bits can name.
inline constexpr std::int64_t most_tile_books = 0x8000;
/// Most users in a tile: what 16 bits can name.
inline constexpr std::int64_t most_tile_users = 0x10000;

/// Most lanes that the ratings of a cell are trained in.
inline constexpr int most_lanes = 4;

/// Where a lane begins within its cell.
struct LaneStart {
  std::int64_t rating = 0;
  std::int64_t run = 0;
};

/// One cell of ratings (users of a tile x books of a tile) and the rows that they touch.
///
/// A run is the ratings of one user, in the order of training; `book` marks its last one. Lanes are stretches
/// of whole runs. Training takes one rating of each lane in turn until a lane has ended, one more of the lane
/// after it, and then what is left of each lane. The arrays may be read (not used) up to 16 entries past
/// their end. All row pointers stand at the tile's first row; rows have `stride` floats, of which those from
/// k on are zero.
struct CellTask {
  const std::uint16_t* book = nullptr;  ///< one a rating
  const float* value = nullptr;         ///< one a rating: the rating less the global mean
  const std::uint16_t* user = nullptr;  ///< one a run: the user's row within the tile
  std::int64_t ratings = 0;
  LaneStart lane[most_lanes];  ///< as many as lanes_of(stride); the first one at 0
  std::int64_t stride = 0;
  float* user_factors = nullptr;
  float* user_bias = nullptr;
  float* book_factors = nullptr;
  float* book_bias = nullptr;
  float* user_factor_sum = nullptr;  ///< adagrad: squared gradients so far, one a row
  float* user_bias_sum = nullptr;
  float* book_factor_sum = nullptr;
  float* book_bias_sum = nullptr;
};

/// The step sizes and L2 of one epoch. Adagrad divides the rates by the root of the accumulators.
struct KernelRates {
  float user_factor_rate = 0, book_factor_rate = 0, user_bias_rate = 0, book_bias_rate = 0;
  float user_factor_l2 = 0, book_factor_l2 = 0, user_bias_l2 = 0, book_bias_l2 = 0;
};

/// One AdamW step of consecutive parameters (Loshchilov and Hutter 2019; as PyTorch computes it).
struct AdamWStep {
  float rate = 0;
  float weight_decay = 0;
  float beta1 = 0.9F;
  float beta2 = 0.999F;
  float epsilon = 1e-8F;
  float bias_correction1 = 1;       ///< 1 - beta1^t
  float root_bias_correction2 = 1;  ///< sqrt(1 - beta2^t)
};

/// Rows of books by index: as they are trained, and as they were after the last merge.
struct MergeRows {
  const BookIndex* book = nullptr;
  std::int64_t count = 0;
  float* now = nullptr;
  float* common = nullptr;
};

/// The inner loops for one instruction set and one row length. Local and pure but for the rows they are
/// given.
struct Kernels {
  InstructionSet instruction_set = InstructionSet::portable;
  std::int64_t stride = 0;  ///< floats a row
  /// One pass of SGD over a cell; the sum of the squared errors made before each update.
  double (*sgd)(const CellTask& cell, const KernelRates& rates) = nullptr;
  /// The same with Adagrad (one accumulator for a row's factors, one for its bias).
  double (*adagrad)(const CellTask& cell, const KernelRates& rates) = nullptr;
  /// Sum of the squared errors of predictions clipped to [low, high]; changes nothing.
  double (*loss)(const CellTask& cell, float low, float high) = nullptr;
  /// gram (stride x stride, row-major) += rows^T rows, for `count` rows.
  void (*add_gram)(const float* rows, std::int64_t count, std::int64_t stride, double* gram) = nullptr;
  /// target += rows * matrix (stride x stride, row-major); where target is rows itself: rows = rows * matrix.
  void (*multiply)(float* rows, std::int64_t count, std::int64_t stride, const float* matrix,
                   float* target) = nullptr;
  /// Dot product of two rows.
  float (*dot)(const float* p, const float* q, std::int64_t stride) = nullptr;
  /// to += factor * from, for rows.
  void (*add_scaled)(float* to, const float* from, float factor, std::int64_t stride) = nullptr;
  /// changes (one row a book of `rows`) += weight (one a book) * (now - common); a weight of 0 skips the row.
  void (*add_changes)(const MergeRows& rows, std::int64_t stride, const float* weight,
                      float* changes) = nullptr;
  /// common += scale (one a book) * changes; now = common.
  void (*apply_changes)(const MergeRows& rows, std::int64_t stride, const float* scale,
                        const float* changes) = nullptr;
  /// One step of `count` parameters with their gradients and moments.
  void (*adamw)(float* parameters, const float* gradients, float* moment1, float* moment2, std::int64_t count,
                const AdamWStep& step) = nullptr;
};

/// The lanes of a row's length: as many as have their rows in the registers of AVX-512, and help there. A
/// function of the row alone: the order of training is the same for every instruction set.
constexpr int lanes_of(std::int64_t stride) noexcept {
  if (stride <= 32) return 4;
  if (stride <= 64) return 3;
  return stride <= 192 ? 2 : 1;
}

/// Floats a row of k factors takes: 8, or the next multiple of 16.
constexpr std::int64_t padded_factors(std::int64_t k) noexcept { return k <= 8 ? 8 : (k + 15) / 16 * 16; }

/// The best instruction set that this CPU has (and this build was compiled for).
InstructionSet best_instruction_set() noexcept;

/// The inner loops for k factors. Throws UsageError where this CPU lacks the instruction set.
Kernels kernels_for(InstructionSet set, std::int64_t k);

}  // namespace crucible
