#include "crucible/core/number_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace crucible {

namespace {

std::string printed(const char* format, int digits, double value) {
  std::array<char, 400> text{};  // 1.8e308 in full, and its digits behind the point
  const int length = std::snprintf(text.data(), text.size(), format, digits, value);
  return {text.data(), std::min(static_cast<std::size_t>(length), text.size() - 1)};
}

}  // namespace

std::string number_text(double value) {
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

std::string grouped(std::int64_t value) {
  std::string text = std::to_string(value);
  const std::size_t first = value < 0 ? 1 : 0;
  for (std::size_t at = text.size(); at > first + 3;) text.insert(at -= 3, ",");
  return text;
}

std::string fixed(double value, int digits) { return printed("%.*f", digits, value); }

std::string shortest(double value, int digits) { return printed("%.*g", digits, value); }

std::string padded(const std::string& text, std::size_t width) {
  return text.size() >= width ? text : std::string(width - text.size(), ' ') + text;
}

std::string duration(double seconds) {
  if (seconds < 60) return fixed(seconds, 1) + " s";
  const auto minutes = static_cast<std::int64_t>(seconds / 60);
  if (minutes < 60)
    return std::to_string(minutes) + " min " + std::to_string(static_cast<int>(seconds) % 60) + " s";
  return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
}

std::string bytes(double count) {
  static constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  while (count >= 1024 && unit + 1 < units.size()) {
    count /= 1024;
    ++unit;
  }
  return fixed(count, unit == 0 ? 0 : 1) + " " + units.at(unit);
}

}  // namespace crucible
