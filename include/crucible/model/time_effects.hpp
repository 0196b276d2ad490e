#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace crucible {

/// Whose ratings tell something about a rating that was given at about the same time.
enum class TimeSide : std::uint8_t { user, book, everyone };

/// All sides and their names, in the order of their values.
inline constexpr std::array<std::pair<const char*, TimeSide>, 3> time_sides{
    {{"user", TimeSide::user}, {"book", TimeSide::book}, {"everyone", TimeSide::everyone}}};

/// The shortest `scale`, in seconds.
inline constexpr std::int64_t least_time_scale = 60;

/// What the ratings of one user, of one book or of everyone tell about another rating of the same at a given
/// time: the damped mean of what the rest of the model leaves of them, weighed by how near they are. A weight
/// falls by a factor of e with each `scale` between the times. Times are kept in slots of a quarter of that.
///
/// A row is a user, a book, or (of everyone) the only one. Row r owns the entries [offsets[r], offsets[r +
/// 1]) of slot, sum and count; slots are ascending.
struct TimeLayer {
  TimeSide side = TimeSide::everyone;
  std::int64_t scale = 0;                ///< seconds, at least least_time_scale
  double damping = 0;                    ///< as many extra ratings of weight 1 of which nothing is left
  std::vector<std::int64_t> offsets{0};  ///< rows + 1
  std::vector<std::int64_t> slot;
  std::vector<float> sum;    ///< of what is left of the slot's ratings
  std::vector<float> count;  ///< of these ratings

  std::int64_t rows() const noexcept { return static_cast<std::int64_t>(offsets.size()) - 1; }
};

/// Layers that add up, and the time for which the model's biases stand.
struct TimeEffects {
  std::int64_t present = 0;                    ///< seconds since 1970: when almost all ratings had been given
  std::vector<TimeLayer> layers;               ///< of users: of the model's users alone
  std::vector<std::vector<float>> at_present;  ///< of each layer, for each row: its effect at the present

  bool empty() const noexcept { return layers.empty(); }
};

// All of these are local.

const char* name_of(TimeSide side) noexcept;

/// The row of a layer of this side for a rating: `user` counts from the first of the layer's users.
std::int64_t time_row(TimeSide side, std::int64_t user, std::int64_t book) noexcept;

/// The slot of a time, for a layer of this scale.
std::int64_t time_slot(std::int64_t scale, std::int64_t time) noexcept;

/// What a row's ratings about a time add up to, each times its weight.
struct NearbyRatings {
  double sum = 0;
  double weight = 0;
};
NearbyRatings nearby(const TimeLayer& layer, std::int64_t row, std::int64_t time) noexcept;

/// nearby(), as a damped mean.
double time_effect(const TimeLayer& layer, std::int64_t row, std::int64_t time) noexcept;

/// Fills `at_present`.
void find_present(TimeEffects& effects);

/// "10 minutes", "72 days"
std::string time_scale_text(std::int64_t seconds);
/// "user within 10 minutes, book within 72 days"
std::string time_layers_text(std::span<const TimeLayer> layers);

}  // namespace crucible
