#pragma once

#include "crucible/core/rating.hpp"
#include "crucible/train/train_options.hpp"

#include <cstdint>

namespace crucible {

/// This bit marks the last rating of a run. The other 15 bits are the book's row within its tile.
inline constexpr std::uint16_t last_of_run = 0x8000;
/// Most books in a tile, because a row has 15 bits.
inline constexpr std::int64_t most_tile_books = 0x8000;
/// Most users in a tile, because a row has 16 bits.
inline constexpr std::int64_t most_tile_users = 0x10000;

/// Most lanes in which the ratings of a cell are trained.
inline constexpr int most_lanes = 4;

/// The first rating and the first run of a lane within its cell.
struct LaneStart {
  std::int64_t rating = 0;
  std::int64_t run = 0;
};

/// One cell of ratings (users of a tile x books of a tile) and the rows that they touch.
///
/// A run is the ratings of one user, in the order of training. `book` marks the last one. A lane is a
/// sequence of whole runs. Training takes one rating of each lane in turn until one lane has ended. Then it
/// takes one more rating of the lane after that one, and then the rest of each lane. Kernels may read (but
/// not use) up to 16 entries beyond the end of the arrays. All row pointers point to the first row of the
/// tile. Rows have `stride` floats; those from k on are zero.
struct CellTask {
  const std::uint16_t* book = nullptr;  ///< one per rating
  const float* value = nullptr;         ///< one per rating: the target minus the global mean
  const std::uint16_t* user = nullptr;  ///< one per run: the user's row within the tile
  std::int64_t ratings = 0;
  LaneStart lane[most_lanes];  ///< lanes_of(stride) of them; the first one starts at 0
  std::int64_t stride = 0;
  float* user_factors = nullptr;
  float* user_bias = nullptr;
  float* book_factors = nullptr;
  float* book_bias = nullptr;
  float* user_factor_sum = nullptr;  ///< adagrad: sums of squared gradients so far, one per row
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
  static constexpr double decay1 = 0.9;
  static constexpr double decay2 = 0.999;
  float beta1 = static_cast<float>(decay1);
  float beta2 = static_cast<float>(decay2);
  float epsilon = 1e-8F;
  float bias_correction1 = 1;       ///< 1 - beta1^t
  float root_bias_correction2 = 1;  ///< sqrt(1 - beta2^t)
};

/// The rows of some books: as training has changed them, and as they were after the last merge.
struct MergeRows {
  const BookIndex* book = nullptr;
  std::int64_t count = 0;
  float* now = nullptr;
  float* common = nullptr;
};

/// What predicts a rating besides the mean.
struct LearntParts {
  float user_bias = 0;
  float book_bias = 0;
  float product = 0;  ///< of the factors
};

/// A draw from the normal distribution of precision A and mean A^-1 b. (A b) is `prior` + weight x `gram`:
/// row-major, `size` rows of `stride`, b in column `size`, the upper triangle of A.
struct NormalDraw {
  std::int64_t size = 0;
  std::int64_t stride = 0;  ///< a multiple of 8, above `size`
  const double* prior = nullptr;
  const double* gram = nullptr;
  double weight = 0;
  const double* normals = nullptr;  ///< `size` standard normal numbers
  double* root = nullptr;           ///< work: size + 1 rows
  double* x = nullptr;              ///< the draw, `stride` numbers
};

/// The system A x = b of a positive A.
struct PositiveSystem {
  std::int64_t size = 0;
  std::int64_t stride = 0;    ///< a multiple of 8, not below `size`
  double* matrix = nullptr;   ///< `size` rows of `stride`: the upper triangle of A; then its Cholesky factor
  double* inverse = nullptr;  ///< work: `size` numbers
  double* x = nullptr;        ///< b, then x: `stride` numbers
};

/// The inner loops for one instruction set and one row length. Local and pure but for the rows they are
/// given.
struct Kernels {
  InstructionSet instruction_set = InstructionSet::portable;
  std::int64_t stride = 0;  ///< floats per row
  /// One pass of SGD over a cell. Returns the sum of the squared errors, each taken before its update.
  double (*sgd)(const CellTask& cell, const KernelRates& rates) = nullptr;
  /// The same with Adagrad (one accumulator for a row's factors, one for its bias).
  double (*adagrad)(const CellTask& cell, const KernelRates& rates) = nullptr;
  /// What predicts each rating of a cell, in the order of its values; changes nothing.
  void (*parts)(const CellTask& cell, LearntParts* parts) = nullptr;
  /// gram (stride x stride, row-major) += rows^T rows, for `count` rows.
  void (*add_gram)(const float* rows, std::int64_t count, std::int64_t stride, double* gram) = nullptr;
  /// The same without the part below the diagonal, but for what shares a tile with it.
  void (*add_upper_gram)(const float* rows, std::int64_t count, std::int64_t stride, double* gram) = nullptr;
  /// Puts a draw into `x`. False if the precision is not positive.
  bool (*draw_normal)(const NormalDraw& draw) = nullptr;
  /// Puts the solution into `x`. False if the matrix is not positive.
  bool (*solve)(const PositiveSystem& system) = nullptr;
  /// target += rows * matrix (stride x stride, row-major). If target is rows itself: rows = rows * matrix.
  void (*multiply)(float* rows, std::int64_t count, std::int64_t stride, const float* matrix,
                   float* target) = nullptr;
  /// target = rows * matrix (stride x width, row-major). `target` has rows of `width`, a length of rows.
  void (*project)(const float* rows, std::int64_t count, std::int64_t stride, const float* matrix,
                  std::int64_t width, float* target) = nullptr;
  /// Dot product of two rows.
  float (*dot)(const float* p, const float* q, std::int64_t stride) = nullptr;
  /// to += factor * from, for rows.
  void (*add_scaled)(float* to, const float* from, float factor, std::int64_t stride) = nullptr;
  /// changes += weight * (now - common), with one row of `changes` and one `weight` per book of `rows`. A
  /// weight of 0 skips the row.
  void (*add_changes)(const MergeRows& rows, std::int64_t stride, const float* weight,
                      float* changes) = nullptr;
  /// common += scale * changes, with one `scale` per book; then now = common.
  void (*apply_changes)(const MergeRows& rows, std::int64_t stride, const float* scale,
                        const float* changes) = nullptr;
  /// One step of `count` parameters with their gradients and moments.
  void (*adamw)(float* parameters, const float* gradients, float* moment1, float* moment2, std::int64_t count,
                const AdamWStep& step) = nullptr;
};

/// The number of lanes for rows of this length: as many as help on AVX-512 and keep their rows in its
/// registers. It depends only on the length, so that the order of training is the same for every instruction
/// set.
constexpr int lanes_of(std::int64_t stride) noexcept {
  if (stride <= 32) return 4;
  if (stride <= 64) return 3;
  return stride <= 192 ? 2 : 1;
}

/// The number of floats in a row of k factors: 8, or the next multiple of 16.
constexpr std::int64_t padded_factors(std::int64_t k) noexcept { return k <= 8 ? 8 : (k + 15) / 16 * 16; }

/// The best instruction set of this CPU.
InstructionSet best_instruction_set() noexcept;

/// The inner loops for k factors. Throws UsageError if this CPU does not have the instruction set.
Kernels kernels_for(InstructionSet set, std::int64_t k);

}  // namespace crucible
