#include "metric_sum.hpp"

#include "crucible/core/error.hpp"

#include <cmath>
#include <vector>

namespace crucible {
namespace {

constexpr int fraction_bits = 48;
constexpr double fraction_unit = 1.0 / static_cast<double>(std::int64_t{1} << fraction_bits);
constexpr double largest = static_cast<double>(std::int64_t{1} << 50);

}  // namespace

void MetricSum::carry() noexcept {
  whole_ += fraction_ >> fraction_bits;
  fraction_ &= (std::int64_t{1} << fraction_bits) - 1;
}

void MetricSum::add(double value, std::int64_t weight) {
  if (!(std::abs(value) < largest))
    throw NumericalError("a sum of measurements met " + std::to_string(value) +
                         ": the model or the ratings hold numbers that are not finite or are too large");
  // Not all processors can round down, and truncation needs no library call. The fraction may then be
  // negative; carry() makes it positive.
  const auto whole = static_cast<std::int64_t>(value);
  whole_ += whole;
  fraction_ += static_cast<std::int64_t>(std::lrint((value - static_cast<double>(whole)) / fraction_unit));
  weight_ += weight;
  carry();
}

void MetricSum::add(const MetricSum& other) {
  whole_ += other.whole_;
  fraction_ += other.fraction_;
  weight_ += other.weight_;
  carry();
}

double MetricSum::sum() const noexcept {
  return static_cast<double>(whole_) + static_cast<double>(fraction_) * fraction_unit;
}

std::optional<double> MetricSum::mean() const noexcept {
  if (weight_ == 0) return std::nullopt;
  return sum() / static_cast<double>(weight_);
}

void reduce(const Communicator& comm, std::span<MetricSum> sums) {
  std::vector<std::int64_t> numbers;
  numbers.reserve(3 * sums.size());
  for (const MetricSum& s : sums) numbers.insert(numbers.end(), {s.whole_, s.fraction_, s.weight_});
  comm.sum(std::span<std::int64_t>(numbers));
  for (std::size_t i = 0; i < sums.size(); ++i) {
    sums[i].whole_ = numbers[3 * i];
    sums[i].fraction_ = numbers[3 * i + 1];
    sums[i].weight_ = numbers[3 * i + 2];
    sums[i].carry();
  }
}

}  // namespace crucible
