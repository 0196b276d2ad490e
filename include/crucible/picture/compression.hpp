#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/core/matrix.hpp"
#include "crucible/linalg/row_slab.hpp"
#include "crucible/picture/image.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// The picture that a (height x width channels) matrix holds. All channels, alpha too, are columns of this
/// one matrix. So the size ratio counts everything that is stored, and expanding needs nothing else.
struct PictureShape {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::int64_t channels = 0;
  std::uint16_t peak = 255;  ///< the largest sample, 255 or 65535

  std::int64_t rows() const noexcept { return height; }
  std::int64_t columns() const noexcept { return width * channels; }
  /// The largest k. With it nothing is left out.
  std::int64_t full_rank() const noexcept { return rows() < columns() ? rows() : columns(); }
  friend bool operator==(const PictureShape&, const PictureShape&) = default;
};

PictureShape shape_of(const Image& image);

/// The samples of a picture, row after row, as a (rows x columns) matrix. Throws LogicError if a row is
/// incomplete.
RowMatrixD sample_matrix(std::span<const std::uint16_t> samples, std::int64_t columns);

/// k (m + n + 1) / (m n): the count of numbers in k components, divided by the count of samples in the
/// picture. It is above 1 for a large k.
double size_ratio(const PictureShape& shape, std::int64_t k);

/// The share that the first k singular values have in all of them.
struct ComponentShares {
  double singular_values = 1;  ///< share of their sum; some blog posts call this variance
  double energy = 1;           ///< share of the sum of their squares; PCA calls this explained variance
};

/// The shares of the first k of `all` singular values, which are descending; 1 for a black picture. Throws
/// LogicError unless 1 <= k <= all.size().
ComponentShares component_shares(std::span<const double> all, std::int64_t k);

/// The smallest k whose energy share is at least `energy`. Throws LogicError unless 0 < energy <= 1 and `all`
/// is not empty.
std::int64_t k_for_energy(std::span<const double> all, double energy);

/// The largest k whose size ratio is at most `size`, or 0 if one component already needs more.
std::int64_t k_for_size(const PictureShape& shape, double size);

/// Peak signal-to-noise ratio in decibels; infinite if nothing differs.
double peak_signal_to_noise(std::int64_t squared_error, std::int64_t samples, std::uint16_t peak);

/// Structural similarity (Wang, Bovik, Sheikh and Simoncelli 2004): the mean over all places and channels of
/// what Gaussian windows of 11 x 11 pixels and deviation 1.5 see; 1 if the pictures are equal. The same as
/// scikit-image's with gaussian_weights and population covariance. NaN if a side has fewer than 11 pixels.
/// Local. Throws LogicError unless both have the same shape and peak.
double structural_similarity(const Image& a, const Image& b);

/// Sum of squared differences. Throws LogicError unless both have the same length.
std::int64_t squared_error(std::span<const std::uint16_t> a, std::span<const std::uint16_t> b);

/// The values of k that an animation shows, ascending from 1 to the largest of `ranks`. Each is about a
/// quarter above the last, and all of `ranks` are among them. Throws LogicError if `ranks` is empty.
std::vector<std::int64_t> progression_steps(std::span<const std::int64_t> ranks);

/// The first k components of a picture in single precision, as a file stores them: picture = U diag(sigma)
/// V^T. The rows of U are distributed over the ranks. The rest is the same on all ranks.
struct PictureFactors {
  PictureShape shape;
  IndexRange rows;                     ///< this rank's rows of the picture
  Matrix u;                            ///< (rows.size() x k)
  std::vector<float> singular_values;  ///< k, descending, in units of samples
  Matrix v;                            ///< (columns x k)

  std::int64_t k() const noexcept { return static_cast<std::int64_t>(singular_values.size()); }
};

/// This rank's rows of the rank-k picture, for growing k. Each step adds components to the sum of the steps
/// before. Local.
class GrowingPicture {
 public:
  /// `factors` must outlive this object.
  explicit GrowingPicture(const PictureFactors& factors);

  /// Adds the components up to `k`. Throws LogicError if `k` is below the k so far or above factors.k().
  void grow_to(std::int64_t k);
  /// The samples (rows x columns), rounded and clipped to [0, peak].
  std::vector<std::uint16_t> samples() const;

 private:
  const PictureFactors& factors_;
  std::int64_t k_ = 0;
  RowMatrixD sum_;
};

}  // namespace crucible
