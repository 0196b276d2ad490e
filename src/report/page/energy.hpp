#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace crucible {

/// Sums of the squares of the first 1, 2, ... singular values, as shares of the squared norm of the matrix.
/// Pure. @pre norm > 0
std::vector<double> cumulative_energy(std::span<const double> singular_values, double norm);

/// The least k whose energy reaches `share`, or nothing if that of all stored ones does not. Pure.
std::optional<std::int64_t> rank_for(std::span<const double> energy, double share);

}  // namespace crucible
