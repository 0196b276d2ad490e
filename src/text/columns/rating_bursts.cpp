#include "columns/rating_bursts.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crucible {

namespace {

/// Both columns need this many gaps between rows of one id that are next to each other in time. Fewer show
/// nothing.
constexpr std::size_t least_gaps = 20;
/// Two ratings of a sitting are not farther apart. Dates alone make those of a day 0 seconds apart.
constexpr std::int64_t longest_sitting_gap = 600;
/// A column with at least the first share of such gaps is a person's. A column with at most the second is
/// not.
constexpr double clear_share = 0.8;
constexpr double unclear_share = 0.2;

struct Gaps {
  std::size_t all = 0;
  std::size_t within_sitting = 0;

  double share() const { return static_cast<double>(within_sitting) / static_cast<double>(all); }
};

Gaps gaps_of(std::span<const std::string> ids, std::span<const std::int64_t> times) {
  std::unordered_map<std::string_view, std::vector<std::int64_t>> by_id;
  for (std::size_t i = 0; i < ids.size(); ++i) by_id[ids[i]].push_back(times[i]);
  Gaps gaps;
  for (auto& [id, own] : by_id) {
    std::sort(own.begin(), own.end());
    for (std::size_t i = 1; i < own.size(); ++i) {
      ++gaps.all;
      gaps.within_sitting += own[i] - own[i - 1] <= longest_sitting_gap ? 1 : 0;
    }
  }
  return gaps;
}

}  // namespace

IdOrderGuess guess_by_times(std::span<const std::string> first, std::span<const std::string> second,
                            std::span<const std::int64_t> times) {
  const Gaps one = gaps_of(first, times);
  const Gaps other = gaps_of(second, times);
  if (one.all < least_gaps || other.all < least_gaps) return IdOrderGuess::unknown;
  if (one.share() >= clear_share && other.share() <= unclear_share) return IdOrderGuess::user_first;
  if (other.share() >= clear_share && one.share() <= unclear_share) return IdOrderGuess::book_first;
  return IdOrderGuess::unknown;
}

}  // namespace crucible
