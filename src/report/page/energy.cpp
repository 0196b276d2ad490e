#include "page/energy.hpp"

#include <algorithm>

namespace crucible {

namespace {

constexpr double rounding = 1e-12;  ///< of the sums; without it, k for 100 % would depend on it

}  // namespace

std::vector<double> cumulative_energy(std::span<const double> singular_values, double norm) {
  std::vector<double> energy;
  double sum = 0;
  for (const double value : singular_values) {
    sum += (value / norm) * (value / norm);
    energy.push_back(sum);
  }
  return energy;
}

std::optional<std::int64_t> rank_for(std::span<const double> energy, double share) {
  const auto at = std::find_if(energy.begin(), energy.end(), [&](double e) { return e >= share - rounding; });
  if (at == energy.end()) return std::nullopt;
  return at - energy.begin() + 1;
}

}  // namespace crucible
