#include "chart/scale.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace crucible {

namespace {

/// Beyond it, differences and powers overflow; nothing that is measured comes near it. NaN is not below it.
constexpr double largest_value = 1e150;

}  // namespace

Scale::Scale(const Axis& axis, std::span<const double> values, double from, double to, std::size_t most)
    : kind_(axis.kind), from_(from), to_(to) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const double value : values) {
    if (!can_place(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (low > high) low = high = 1;  // nothing to show
  if (axis.from_zero) {
    low = std::min(low, 0.0);
    high = std::max(high, 0.0);
  }
  if (kind_ == Axis::Kind::logarithmic)
    std::tie(low_, high_) = rounded_powers(low, high);
  else if (kind_ == Axis::Kind::whole)
    std::tie(low_, high_) = with_extent(low, high, 1);
  else
    std::tie(low_, high_) = rounded_range(low, high, most);
  ticks_ = kind_ == Axis::Kind::logarithmic ? power_ticks(low_, high_, most)
                                            : round_ticks(low_, high_, most, kind_ == Axis::Kind::whole);
}

bool Scale::can_place(double value) const noexcept {
  return std::abs(value) < largest_value && (kind_ != Axis::Kind::logarithmic || value > 1 / largest_value);
}

double Scale::measure(double value) const noexcept {
  return kind_ == Axis::Kind::logarithmic ? std::log10(value) : value;
}

double Scale::place(double value) const noexcept {
  const double share = (measure(value) - measure(low_)) / (measure(high_) - measure(low_));
  return from_ + share * (to_ - from_);
}

}  // namespace crucible
