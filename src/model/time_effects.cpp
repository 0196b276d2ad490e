#include "crucible/model/time_effects.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

constexpr std::int64_t slots_of_scale = 4;
/// A rating further away than this many slots has no weight: it would have less than e^-6.
constexpr std::int64_t reach = 24;

/// Of ratings 0, 1, ... slots away.
const std::array<double, reach + 1>& weights() {
  static const std::array<double, reach + 1> values = [] {
    std::array<double, reach + 1> all{};
    for (std::int64_t d = 0; d <= reach; ++d)
      all[static_cast<std::size_t>(d)] = std::exp(-static_cast<double>(d) / slots_of_scale);
    return all;
  }();
  return values;
}

}  // namespace

const char* name_of(TimeSide side) noexcept { return time_sides[static_cast<std::size_t>(side)].first; }

std::int64_t time_row(TimeSide side, std::int64_t user, std::int64_t book) noexcept {
  if (side == TimeSide::everyone) return 0;
  return side == TimeSide::user ? user : book;
}

std::int64_t time_slot(std::int64_t scale, std::int64_t time) noexcept {
  const std::int64_t width = scale / slots_of_scale;
  return time / width - (time % width < 0 ? 1 : 0);
}

NearbyRatings nearby(const TimeLayer& layer, std::int64_t row, std::int64_t time) noexcept {
  const auto r = static_cast<std::size_t>(row);
  const std::int64_t here = time_slot(layer.scale, time);
  const auto begin = layer.slot.begin() + layer.offsets[r];
  const auto end = layer.slot.begin() + layer.offsets[r + 1];
  NearbyRatings found;
  for (auto at = std::lower_bound(begin, end, here - reach); at != end && *at <= here + reach; ++at) {
    const auto i = static_cast<std::size_t>(at - layer.slot.begin());
    const double weight = weights()[static_cast<std::size_t>(std::abs(*at - here))];
    found.sum += weight * static_cast<double>(layer.sum[i]);
    found.weight += weight * static_cast<double>(layer.count[i]);
  }
  return found;
}

double time_effect(const TimeLayer& layer, std::int64_t row, std::int64_t time) noexcept {
  const NearbyRatings found = nearby(layer, row, time);
  return found.weight > 0 ? found.sum / (found.weight + layer.damping) : 0;
}

void find_present(TimeEffects& effects) {
  effects.at_present.clear();
  for (const TimeLayer& layer : effects.layers) {
    std::vector<float>& values = effects.at_present.emplace_back();
    for (std::int64_t row = 0; row < layer.rows(); ++row)
      values.push_back(static_cast<float>(time_effect(layer, row, effects.present)));
  }
}

std::string time_scale_text(std::int64_t seconds) {
  constexpr std::int64_t minute = 60;
  constexpr std::int64_t hour = 60 * minute;
  constexpr std::int64_t day = 24 * hour;
  const auto count = [&](std::int64_t unit, const char* name) {
    const std::int64_t n = seconds / unit;
    return std::to_string(n) + " " + name + (n == 1 ? "" : "s");
  };
  if (seconds % day == 0) return count(day, "day");
  if (seconds % hour == 0) return count(hour, "hour");
  if (seconds % minute == 0) return count(minute, "minute");
  return count(1, "second");
}

std::string time_layers_text(std::span<const TimeLayer> layers) {
  std::string text;
  for (const TimeLayer& layer : layers)
    text.append(text.empty() ? "" : ", ")
        .append(name_of(layer.side))
        .append(" within ")
        .append(time_scale_text(layer.scale));
  return text;
}

}  // namespace crucible
