#include "crucible/core/error.hpp"
#include "crucible/picture/compression.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace crucible {

namespace {

constexpr std::int64_t window = 11;
constexpr double deviation = 1.5;

std::array<double, window> gaussian() {
  std::array<double, window> weights{};
  double sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double x = (static_cast<double>(i) - window / 2) / deviation;
    sum += weights[i] = std::exp(-x * x / 2);
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

/// The weighted means of all windows that lie within `values`.
RowMatrixD windowed(const RowMatrixD& values) {
  const std::array<double, window> weights = gaussian();
  RowMatrixD across = RowMatrixD::Zero(values.rows(), values.cols() - window + 1);
  for (std::int64_t i = 0; i < window; ++i)
    across += weights[static_cast<std::size_t>(i)] * values.middleCols(i, across.cols());
  RowMatrixD down = RowMatrixD::Zero(values.rows() - window + 1, across.cols());
  for (std::int64_t i = 0; i < window; ++i)
    down += weights[static_cast<std::size_t>(i)] * across.middleRows(i, down.rows());
  return down;
}

/// Rows `rows` of one channel.
RowMatrixD channel_of(const Image& image, std::int64_t channel, IndexRange rows) {
  RowMatrixD values(rows.size(), image.width);
  for (std::int64_t y = rows.begin; y < rows.end; ++y)
    for (std::int64_t x = 0; x < image.width; ++x) values(y - rows.begin, x) = image.at(y, x, channel);
  return values;
}

/// The sum over all windows.
double sum_of_similarities(const RowMatrixD& a, const RowMatrixD& b, double peak) {
  const double of_means = (0.01 * peak) * (0.01 * peak);
  const double of_variances = (0.03 * peak) * (0.03 * peak);
  const Eigen::ArrayXXd mean_a = windowed(a).array();
  const Eigen::ArrayXXd mean_b = windowed(b).array();
  const Eigen::ArrayXXd squares =
      windowed(a.cwiseProduct(a) + b.cwiseProduct(b)).array() - mean_a.square() - mean_b.square();
  const Eigen::ArrayXXd products = windowed(a.cwiseProduct(b)).array() - mean_a * mean_b;
  const Eigen::ArrayXXd similarity =
      (2 * mean_a * mean_b + of_means) * (2 * products + of_variances) /
      ((mean_a.square() + mean_b.square() + of_means) * (squares + of_variances));
  return similarity.sum();
}

}  // namespace

double structural_similarity(const Image& a, const Image& b) {
  require(a.height == b.height && a.width == b.width && a.channels == b.channels && a.peak == b.peak,
          "pictures of one kind are compared");
  if (a.height < window || a.width < window) return std::numeric_limits<double>::quiet_NaN();
  // In bands, so that a large picture needs little memory.
  constexpr std::int64_t band = 128;
  const std::int64_t windows = a.height - window + 1;
  double sum = 0;
  for (std::int64_t channel = 0; channel < a.channels; ++channel)
    for (std::int64_t first = 0; first < windows; first += band) {
      const IndexRange rows{first, std::min(first + band, windows) + window - 1};
      sum += sum_of_similarities(channel_of(a, channel, rows), channel_of(b, channel, rows), a.peak);
    }
  return sum / static_cast<double>(a.channels * windows * (a.width - window + 1));
}

}  // namespace crucible
