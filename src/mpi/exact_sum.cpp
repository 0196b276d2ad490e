#include "crucible/mpi/exact_sum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace crucible {

FixedPoint::FixedPoint(double bound) : finite_(std::isfinite(bound)) {
  if (!finite_ || bound <= 0) return;
  int exponent = 0;
  std::frexp(bound, &exponent);
  // bound < 2^exponent, so every sum stays below 2^61. Rounding errors of the terms fit into the two bits
  // above.
  scale_ = std::ldexp(1.0, std::min(61 - exponent, 1000));
}

std::int64_t FixedPoint::of(double term) const noexcept {
  return finite_ ? static_cast<std::int64_t>(std::llrint(term * scale_)) : 0;
}

double FixedPoint::value(std::int64_t fixed) const noexcept {
  if (!finite_) return std::numeric_limits<double>::quiet_NaN();
  return scale_ == 0 ? 0 : static_cast<double>(fixed) / scale_;
}

ExactSum::ExactSum(std::int64_t size, double bound) : sums_(static_cast<std::size_t>(size)), fixed_(bound) {}

void ExactSum::add(std::span<const double> terms) noexcept {
  for (std::size_t i = 0; i < terms.size(); ++i) sums_[i] += fixed_.of(terms[i]);
}

double ExactSum::mine(std::int64_t index) const noexcept {
  return fixed_.value(sums_[static_cast<std::size_t>(index)]);
}

std::vector<double> ExactSum::total(const Communicator& comm) {
  comm.sum(std::span<std::int64_t>(sums_));
  std::vector<double> result;
  result.reserve(sums_.size());
  for (const std::int64_t sum : sums_) result.push_back(fixed_.value(sum));
  return result;
}

}  // namespace crucible
