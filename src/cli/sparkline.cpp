#include "sparkline.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace crucible {

std::string sparkline(const std::vector<double>& values, std::size_t width, bool utf8) {
  constexpr std::array blocks{"\u2581", "\u2582", "\u2583", "\u2584", "\u2585", "\u2586", "\u2587", "\u2588"};
  constexpr std::array ascii{"_", ".", ":", "-", "=", "+", "*", "#"};
  std::vector<double> shown;
  std::copy_if(values.begin(), values.end(), std::back_inserter(shown),
               [](double value) { return std::isfinite(value); });
  if (shown.size() > width) shown.erase(shown.begin(), shown.end() - static_cast<std::ptrdiff_t>(width));
  if (shown.size() < 2) return {};
  const auto [low, high] = std::minmax_element(shown.begin(), shown.end());
  std::string line;
  for (const double value : shown) {
    // Halved, so that the range of the largest numbers does not overflow.
    const double range = *high / 2 - *low / 2;
    const double part = range > 0 ? (value / 2 - *low / 2) / range : 0;
    const auto level = static_cast<std::size_t>(std::lround(part * static_cast<double>(ascii.size() - 1)));
    line += utf8 ? blocks[level] : ascii[level];
  }
  return line;
}

}  // namespace crucible
