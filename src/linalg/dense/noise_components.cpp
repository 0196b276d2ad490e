// How many principal components are more than noise.
#include "crucible/core/random.hpp"
#include "crucible/linalg/pca.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

/// 99 % quantile of the Tracy-Widom distribution of real matrices.
constexpr double tracy_widom = 2.0234;
constexpr double quantile = 0.95;

/// The variance of the noise if the first `k` of `values` (squared singular values / observations) are
/// signals, of which noise is a part too. `sum` is the sum of all values.
double noise_variance(const std::vector<double>& values, std::size_t k, double sum, double observations,
                      double columns) {
  constexpr int most_rounds = 30;
  const double left = columns - static_cast<double>(k);
  double rest = sum;
  for (std::size_t j = 0; j < k; ++j) rest -= values[j];
  double variance = rest / left;
  for (int round = 0; round < most_rounds; ++round) {
    double of_signals = 0;
    for (std::size_t j = 0; j < k; ++j) {
      const double b = values[j] + variance - variance * left / observations;
      const double root = b * b - 4 * values[j] * variance;
      if (root < 0) return variance;
      of_signals += values[j] - (b + std::sqrt(root)) / 2;
    }
    const double next = (rest + of_signals) / left;
    if (std::abs(next - variance) <= 1e-8 * variance) return next;
    variance = next;
  }
  return variance;
}

/// The 99 % quantile of the largest squared singular value / observations of noise of variance 1.
double largest_of_noise(double observations, double columns) {
  const double rows = std::sqrt(observations - 0.5);
  const double across = std::sqrt(columns - 0.5);
  const double spread = (rows + across) * std::cbrt(1 / rows + 1 / across);
  return ((rows + across) * (rows + across) + tracy_widom * spread) / observations;
}

/// Collective. The largest singular values of one matrix of noise.
std::vector<double> one_draw(const Communicator& comm, std::int64_t rows, const std::vector<double>& spreads,
                             std::int64_t wanted, std::uint64_t seed, std::uint64_t draw) {
  RowSlab noise = even_slab(rows, static_cast<std::int64_t>(spreads.size()), comm.size(), comm.rank());
  for (std::int64_t row = noise.rows.begin; row < noise.rows.end; ++row) {
    RandomStream random(seed, RandomPurpose::noise_matrix, draw, static_cast<std::uint64_t>(row));
    for (std::size_t j = 0; j < spreads.size(); ++j)
      noise.values(row - noise.rows.begin, static_cast<Eigen::Index>(j)) = spreads[j] * random.normal();
  }
  SvdOptions options;
  options.rank = wanted == std::min(rows, noise.columns()) ? 0 : wanted;
  options.values_only = true;
  options.check = false;
  return pca(comm, std::move(noise), PcaColumns::centred, options).svd.singular_values;
}

}  // namespace

std::int64_t components_above_noise(const std::vector<double>& singular_values, double frobenius,
                                    std::int64_t observations, std::int64_t columns) {
  const auto rows = static_cast<double>(observations);
  const auto across = static_cast<double>(columns);
  std::vector<double> values;
  for (const double value : singular_values) values.push_back(value * value / rows);
  const double sum = frobenius * frobenius / rows;
  // What rounding leaves of a matrix without noise is no noise.
  constexpr double rounding = 1e-20;
  const auto most = static_cast<std::size_t>(std::max<std::int64_t>(std::min(observations, columns) - 1, 0));
  std::size_t k = 0;
  while (k < std::min(values.size(), most)) {
    const double noise = std::max(noise_variance(values, k + 1, sum, rows, across), rounding * sum);
    if (values[k] <= noise * largest_of_noise(rows, across - static_cast<double>(k))) break;
    ++k;
  }
  return static_cast<std::int64_t>(k);
}

std::vector<double> noise_singular_values(const Communicator& comm, std::int64_t rows,
                                          const std::vector<double>& spreads, std::int64_t wanted, int draws,
                                          std::uint64_t seed) {
  std::vector<std::vector<double>> drawn(static_cast<std::size_t>(wanted));
  for (int draw = 0; draw < draws; ++draw) {
    const auto values = one_draw(comm, rows, spreads, wanted, seed, static_cast<std::uint64_t>(draw));
    for (std::size_t i = 0; i < drawn.size(); ++i) drawn[i].push_back(i < values.size() ? values[i] : 0);
  }
  std::vector<double> quantiles;
  for (std::vector<double>& values : drawn) {
    std::sort(values.begin(), values.end());
    const double place = std::ceil(quantile * static_cast<double>(draws));
    quantiles.push_back(values[static_cast<std::size_t>(std::max(place, 1.0)) - 1]);
  }
  return quantiles;
}

}  // namespace crucible
