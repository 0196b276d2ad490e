#pragma once

#include "crucible/app/image.hpp"
#include "crucible/core/index_range.hpp"
#include "crucible/core/matrix.hpp"
#include "crucible/linalg/row_slab.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// Which picture a (height x width channels) matrix is. All channels are columns of the one matrix, alpha
/// too: the size ratio then counts everything that is stored, and expanding needs nothing else.
struct PictureShape {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::int64_t channels = 0;
  std::uint16_t peak = 255;  ///< the largest sample, 255 or 65535

  std::int64_t rows() const noexcept { return height; }
  std::int64_t columns() const noexcept { return width * channels; }
  /// The k at which nothing is left out.
  std::int64_t full_rank() const noexcept { return rows() < columns() ? rows() : columns(); }
  friend bool operator==(const PictureShape&, const PictureShape&) = default;
};

PictureShape shape_of(const Image& image);

/// Samples (rows.size() x columns, row-major) of a picture as a matrix, in units of samples.
RowMatrixD sample_matrix(std::span<const std::uint16_t> samples, std::int64_t columns);

/// k (m + n + 1) / (m n): numbers that k components need, as a share of the picture's samples. Above 1 for a
/// large k.
double size_ratio(const PictureShape& shape, std::int64_t k);

/// What the first k singular values hold of all of them.
struct ComponentShares {
  double singular_values = 1;  ///< share of their sum; blog posts on the subject call it variance
  double energy = 1;           ///< share of the sum of their squares: what PCA calls explained variance
};

/// @pre `all` holds every singular value, descending, and 1 <= k <= all.size(). 1 for a black picture.
ComponentShares component_shares(std::span<const double> all, std::int64_t k);

/// The smallest k whose energy share is at least `energy`. @pre 0 < energy <= 1, `all` as above and not empty
std::int64_t k_for_energy(std::span<const double> all, double energy);

/// The largest k whose size ratio is at most `size`, or 0 where even one component needs more.
std::int64_t k_for_size(const PictureShape& shape, double size);

/// Peak signal-to-noise ratio in decibels; infinite where nothing differs.
double peak_signal_to_noise(std::int64_t squared_error, std::int64_t samples, std::uint16_t peak);

/// Sum of squared differences. @pre same length
std::int64_t squared_error(std::span<const std::uint16_t> a, std::span<const std::uint16_t> b);

/// Steps of an animation from 1 to the largest of `ranks`, each about a quarter above the last, all of
/// `ranks` among them. Ascending. @pre ranks is not empty
std::vector<std::int64_t> progression_steps(std::span<const std::int64_t> ranks);

/// The first k components of a picture in single precision, as they are stored: picture = U diag(sigma) V^T.
/// U is cut by rows over the ranks, the rest is the same on all.
struct PictureFactors {
  PictureShape shape;
  IndexRange rows;                     ///< of the picture: this rank's
  Matrix u;                            ///< (rows.size() x k)
  std::vector<float> singular_values;  ///< k, descending, in units of samples
  Matrix v;                            ///< (columns x k)

  std::int64_t k() const noexcept { return static_cast<std::int64_t>(singular_values.size()); }
};

/// This rank's rows of the rank-k picture, for growing k: each step adds to the sum of the steps before.
class GrowingPicture {
 public:
  /// `factors` must outlive this.
  explicit GrowingPicture(const PictureFactors& factors);

  /// Adds the components up to `k`. @pre at least the k so far, at most factors.k()
  void grow_to(std::int64_t k);
  /// The samples (rows x columns), rounded and clipped to [0, peak].
  std::vector<std::uint16_t> samples() const;

 private:
  const PictureFactors& factors_;
  std::int64_t k_ = 0;
  RowMatrixD sum_;
};

}  // namespace crucible
