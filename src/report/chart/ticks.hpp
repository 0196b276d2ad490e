#pragma once

#include <string>
#include <utility>
#include <vector>

namespace crucible {

/// Where an axis has marks, and what stands beside them.
struct Ticks {
  std::vector<double> values;  ///< ascending
  std::vector<std::string> labels;
};

/// Round values (1, 2 or 5 times a power of ten apart) in [low, high], at most `most` of them; `whole`: whole
/// numbers alone. The labels have just the digits that tell them apart. @pre low < high, most >= 2
Ticks round_ticks(double low, double high, std::size_t most, bool whole = false);

/// Powers of ten in [low, high], at most `most` of them; for less than two decades also 2 and 5 times these.
/// @pre 0 < low < high
Ticks power_ticks(double low, double high, std::size_t most);

/// [low, high], or where that has no extent, a range around it that has at least `least` on both sides.
std::pair<double, double> with_extent(double low, double high, double least);

/// The smallest range of whole steps of round_ticks() that holds [low, high]. A range without extent gets
/// some. @pre both are finite
std::pair<double, double> rounded_range(double low, double high, std::size_t most);

/// [low, high], or for less than a decade the range from and to 1, 2 or 5 times a power of ten that holds it,
/// so that there is a tick. @pre 0 < low <= high
std::pair<double, double> rounded_powers(double low, double high);

/// 0.001 as "10⁻³" where it is a power of ten, other numbers with up to four digits.
std::string power_label(double value);

/// `value` with up to `digits` significant digits, and a proper minus sign.
std::string axis_number(double value, int digits = 4);

}  // namespace crucible
