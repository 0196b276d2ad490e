#include "crucible/picture/compression.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace crucible {

namespace {

/// Slightly more than a half. The last bits of a sample depend on the number of ranks, and a sample of x.5
/// must be rounded the same way with any of them.
constexpr double half = 0.5 + 1e-6;

}  // namespace

PictureShape shape_of(const Image& image) { return {image.height, image.width, image.channels, image.peak}; }

RowMatrixD sample_matrix(std::span<const std::uint16_t> samples, std::int64_t columns) {
  require(columns > 0 && static_cast<std::int64_t>(samples.size()) % columns == 0,
          "a picture's rows are whole");
  RowMatrixD matrix(static_cast<std::int64_t>(samples.size()) / columns, columns);
  std::copy(samples.begin(), samples.end(), matrix.data());
  return matrix;
}

double size_ratio(const PictureShape& shape, std::int64_t k) {
  const auto m = static_cast<double>(shape.rows());
  const auto n = static_cast<double>(shape.columns());
  return static_cast<double>(k) * (m + n + 1) / (m * n);
}

ComponentShares component_shares(std::span<const double> all, std::int64_t k) {
  require(k >= 1 && k <= static_cast<std::int64_t>(all.size()), "k lies within the singular values");
  double sum = 0;
  double squares = 0;
  ComponentShares first;
  for (std::size_t i = 0; i < all.size(); ++i) {
    sum += all[i];
    squares += all[i] * all[i];
    if (static_cast<std::int64_t>(i) + 1 == k) first = {sum, squares};
  }
  if (squares <= 0) return {};
  return {first.singular_values / sum, first.energy / squares};
}

std::int64_t k_for_energy(std::span<const double> all, double energy) {
  require(!all.empty() && energy > 0 && energy <= 1, "an energy share lies above 0 and at most at 1");
  const double total = std::inner_product(all.begin(), all.end(), all.begin(), 0.0);
  // The last 1e-14 of the energy is only rounding, and the k at which it is reached is chance.
  const double wanted = std::min(energy, 1 - 1e-14) * total;
  double squares = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    squares += all[i] * all[i];
    if (squares >= wanted) return static_cast<std::int64_t>(i) + 1;
  }
  return static_cast<std::int64_t>(all.size());
}

std::int64_t k_for_size(const PictureShape& shape, double size) {
  const double each = size_ratio(shape, 1);
  auto k = static_cast<std::int64_t>(std::min(size / each, static_cast<double>(shape.full_rank())));
  while (k < shape.full_rank() && size_ratio(shape, k + 1) <= size) ++k;  // the division was rounded
  while (k > 0 && size_ratio(shape, k) > size) --k;
  return k;
}

double peak_signal_to_noise(std::int64_t squared_error, std::int64_t samples, std::uint16_t peak) {
  require(samples > 0 && squared_error >= 0, "an error is measured over samples");
  if (squared_error == 0) return std::numeric_limits<double>::infinity();
  const double mean = static_cast<double>(squared_error) / static_cast<double>(samples);
  return 10 * std::log10(static_cast<double>(peak) * static_cast<double>(peak) / mean);
}

std::int64_t squared_error(std::span<const std::uint16_t> a, std::span<const std::uint16_t> b) {
  require(a.size() == b.size(), "pictures of one size are compared");
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::int64_t difference = std::int64_t{a[i]} - std::int64_t{b[i]};
    sum += difference * difference;
  }
  return sum;
}

std::vector<std::int64_t> progression_steps(std::span<const std::int64_t> ranks) {
  require(!ranks.empty(), "an animation shows at least one k");
  const std::int64_t last = *std::max_element(ranks.begin(), ranks.end());
  std::vector<std::int64_t> steps(ranks.begin(), ranks.end());
  for (std::int64_t k = 1; k < last; k += std::max<std::int64_t>(1, k / 4)) steps.push_back(k);
  std::sort(steps.begin(), steps.end());
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  return steps;
}

GrowingPicture::GrowingPicture(const PictureFactors& factors)
    : factors_(factors), sum_(RowMatrixD::Zero(factors.rows.size(), factors.shape.columns())) {
  require(factors.u.rows() == factors.rows.size() && factors.v.rows() == factors.shape.columns() &&
              factors.u.cols() == factors.k() && factors.v.cols() == factors.k(),
          "the factors fit their picture");
}

void GrowingPicture::grow_to(std::int64_t k) {
  require(k >= k_ && k <= factors_.k(), "a picture grows, up to the factors that there are");
  const std::int64_t more = k - k_;
  if (more == 0) return;
  const Eigen::Map<const Eigen::VectorXf> sigma(factors_.singular_values.data() + k_, more);
  const RowMatrixD left = factors_.u.middleCols(k_, more).cast<double>() * sigma.cast<double>().asDiagonal();
  sum_.noalias() += left * factors_.v.middleCols(k_, more).cast<double>().transpose();
  k_ = k;
}

std::vector<std::uint16_t> GrowingPicture::samples() const {
  const double peak = factors_.shape.peak;
  std::vector<std::uint16_t> result(static_cast<std::size_t>(sum_.size()));
  std::transform(sum_.data(), sum_.data() + sum_.size(), result.begin(), [&](double value) {
    return static_cast<std::uint16_t>(std::floor(std::clamp(value, 0.0, peak) + half));
  });
  return result;
}

}  // namespace crucible
