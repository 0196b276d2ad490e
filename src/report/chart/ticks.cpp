#include "chart/ticks.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace crucible {

namespace {

constexpr const char* minus = "\xE2\x88\x92";
/// How far a quotient of two steps may be off a whole number, in steps.
constexpr double slack = 1e-9;
constexpr double smallest_pad = 1e-150;

std::string with_minus(const std::string& text) {
  return text.starts_with('-') ? minus + text.substr(1) : text;
}

/// The least of 1, 2 and 5 times a power of ten that is not below `least`.
double round_step(double least) {
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= least * (1 - slack)) return factor * power;
  return 10 * power;
}

double step_of(double low, double high, std::size_t most, bool whole) {
  const double step = round_step((high - low) / static_cast<double>(most - 1));
  return whole ? std::max(step, 1.0) : step;
}

/// Digits behind the point of multiples of a round step.
int digits_of(double step) { return std::max(0, static_cast<int>(std::ceil(-std::log10(step) - slack))); }

std::string label_of(double value, double step, double largest) {
  if (largest >= 1e6 || digits_of(step) > 6) return axis_number(value, 3);
  return with_minus(fixed(value, digits_of(step)));
}

}  // namespace

std::string axis_number(double value, int digits) { return with_minus(shortest(value, digits)); }

std::string power_label(double value) {
  static constexpr std::array<const char*, 10> raised{
      "\xE2\x81\xB0", "\xC2\xB9",     "\xC2\xB2",     "\xC2\xB3",     "\xE2\x81\xB4",
      "\xE2\x81\xB5", "\xE2\x81\xB6", "\xE2\x81\xB7", "\xE2\x81\xB8", "\xE2\x81\xB9"};
  const double power = std::round(std::log10(value));
  if (std::abs(value / std::pow(10.0, power) - 1) > slack || std::abs(power) <= 3) return axis_number(value);
  std::string text = power < 0 ? "10\xE2\x81\xBB" : "10";
  for (const char digit : std::to_string(static_cast<int>(std::abs(power))))
    text += raised.at(static_cast<std::size_t>(digit - '0'));
  return text;
}

Ticks round_ticks(double low, double high, std::size_t most, bool whole) {
  require(low < high && most >= 2, "an axis needs an extent and two ticks");
  const double step = step_of(low, high, most, whole);
  const double largest = std::max(std::abs(low), std::abs(high));
  Ticks ticks;
  for (double i = std::ceil(low / step - slack); i <= high / step + slack; ++i) {
    const double value = i == 0 ? 0 : i * step;
    ticks.values.push_back(value);
    ticks.labels.push_back(label_of(value, step, largest));
  }
  return ticks;
}

Ticks power_ticks(double low, double high, std::size_t most) {
  require(0 < low && low < high && most >= 2, "a logarithmic axis needs an extent above 0 and two ticks");
  const double decades = std::log10(high / low);
  const double step = std::max(1.0, std::ceil(decades / static_cast<double>(most - 1) - slack));
  Ticks ticks;
  const auto add = [&](double value) {
    if (value < low * (1 - slack) || value > high * (1 + slack)) return;
    ticks.values.push_back(value);
    ticks.labels.push_back(power_label(value));
  };
  for (double power = step * std::floor(std::log10(low) / step); power <= std::log10(high) + slack;
       power += step) {
    add(std::pow(10.0, power));
    if (decades >= 2) continue;
    add(2 * std::pow(10.0, power));
    add(5 * std::pow(10.0, power));
  }
  return ticks;
}

std::pair<double, double> with_extent(double low, double high, double least) {
  if (high - low > 1e-12 * std::max(std::abs(low), std::abs(high))) return {low, high};
  double pad = std::max(least, 0.1 * std::abs(low));
  if (pad < smallest_pad) pad = 1;  // as around 0
  return {low - pad, high + pad};
}

std::pair<double, double> rounded_range(double low, double high, std::size_t most) {
  std::tie(low, high) = with_extent(low, high, low == 0 ? 1 : 0);
  // A rounded range is longer and may need a longer step.
  for (double step = 0; step != step_of(low, high, most, false);) {
    step = step_of(low, high, most, false);
    low = step * std::floor(low / step + slack);
    high = step * std::ceil(high / step - slack);
  }
  return {low, high};
}

std::pair<double, double> rounded_powers(double low, double high) {
  if (high >= 10 * low) return {low, high};
  if (high <= low * (1 + slack)) high = low * 2;
  return {1 / round_step(1 / low), round_step(high)};
}

}  // namespace crucible
