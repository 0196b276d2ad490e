#pragma once

#include "chart/ticks.hpp"

#include <span>
#include <string>

namespace crucible {

/// What an axis measures.
struct Axis {
  std::string title;  ///< with its unit: "RMSE (ratings)"
  enum class Kind : std::uint8_t { linear, logarithmic, whole } kind = Kind::linear;
  bool from_zero = false;  ///< the range begins at 0, whatever the values are
};

/// Maps values of a range to a stretch of the picture.
class Scale {
 public:
  /// For the finite values among `values` (on a logarithmic axis: those above 0). `from` and `to` are the
  /// pixels where the range begins and ends. At most `most` ticks.
  Scale(const Axis& axis, std::span<const double> values, double from, double to, std::size_t most);

  bool can_place(double value) const noexcept;
  double place(double value) const noexcept;  ///< @pre can_place(value)
  const Ticks& ticks() const noexcept { return ticks_; }
  double low() const noexcept { return low_; }
  double high() const noexcept { return high_; }

 private:
  double measure(double value) const noexcept;  ///< the value, or its logarithm

  Axis::Kind kind_;
  double from_;
  double to_;
  double low_ = 0;
  double high_ = 1;
  Ticks ticks_;
};

}  // namespace crucible
