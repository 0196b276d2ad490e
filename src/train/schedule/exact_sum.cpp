#include "schedule/exact_sum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace crucible {

ExactSum::ExactSum(std::int64_t size, double bound)
    : sums_(static_cast<std::size_t>(size)), finite_(std::isfinite(bound)) {
  int exponent = 0;
  if (finite_ && bound > 0) std::frexp(bound, &exponent);
  // bound < 2^exponent, so every sum stays below 2^61. Rounding errors of the terms fit into the two bits
  // above.
  scale_ = finite_ && bound > 0 ? std::ldexp(1.0, std::min(61 - exponent, 1000)) : 0;
}

std::int64_t ExactSum::to_fixed(double term) const noexcept {
  return finite_ ? static_cast<std::int64_t>(std::llrint(term * scale_)) : 0;
}

void ExactSum::add(std::span<const double> terms) noexcept {
  for (std::size_t i = 0; i < terms.size(); ++i) sums_[i] += to_fixed(terms[i]);
}

double ExactSum::mine(std::int64_t index) const noexcept {
  if (!finite_) return std::numeric_limits<double>::quiet_NaN();
  return scale_ == 0 ? 0 : static_cast<double>(sums_[static_cast<std::size_t>(index)]) / scale_;
}

std::vector<double> ExactSum::total(const Communicator& comm) {
  comm.sum(std::span<std::int64_t>(sums_));
  std::vector<double> result(sums_.size(), finite_ ? 0.0 : std::numeric_limits<double>::quiet_NaN());
  if (!finite_ || scale_ == 0) return result;
  for (std::size_t i = 0; i < sums_.size(); ++i) result[i] = static_cast<double>(sums_[i]) / scale_;
  return result;
}

}  // namespace crucible
