#include "columns/unrated_values.hpp"

#include "crucible/core/error.hpp"
#include "crucible/text/text_fields.hpp"
#include "fields/rating_text.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

// Fewer ratings show nothing.
constexpr std::size_t least_ratings = 4;
constexpr std::size_t least_ratings_of_zeros = 20;
/// A mark outside the scale counts if it occurs in at least one rating of this many.
constexpr std::size_t marked_share = 50;
/// A third of the rows and more may be zeros that mean "not rated".
constexpr std::size_t zero_share = 3;
/// Marks such as 99 and 255 are larger than this, and than twice any rating.
constexpr double least_mark = 20;
/// So many kinds of whole numbers from 1 on are a scale, not a mark of likes.
constexpr std::size_t least_steps = 3;

std::optional<double> number_of(const std::string& text) {
  float value = 0;
  bool comma = false;
  if (parse_written_rating(text, DecimalMark::automatic, value, comma) != nullptr) return std::nullopt;
  return static_cast<double>(value);
}

bool is_whole(double value) { return std::floor(value) == value; }

/// The kinds of numbers in a column and how often each occurs.
struct Kinds {
  std::map<double, std::size_t> count;
  std::size_t ratings = 0;

  explicit Kinds(std::span<const std::string> texts) {
    for (const std::string& text : texts)
      if (const auto number = number_of(text)) {
        ++count[*number];
        ++ratings;
      }
  }

  bool has_many(std::size_t of_kind) const { return marked_share * of_kind >= ratings; }

  /// The lowest kind where it alone is negative, and small beside the others.
  bool lowest_is_mark() const {
    const auto lowest = count.begin();
    const double highest = count.rbegin()->first;
    return lowest->first < 0 && is_whole(lowest->first) && std::next(lowest)->first >= 0 &&
           highest >= 3 * -lowest->first && has_many(lowest->second);
  }

  bool highest_is_mark() const {
    const auto highest = count.rbegin();
    const double next = std::max(std::abs(std::next(highest)->first), std::abs(count.begin()->first));
    return highest->first > least_mark && is_whole(highest->first) && highest->first > 2 * next &&
           has_many(highest->second) && highest->second > 1;
  }

  bool zero_is_mark() const {
    const auto lowest = count.begin();
    const bool steps =
        std::all_of(std::next(lowest), count.end(), [](const auto& kind) { return is_whole(kind.first); });
    return lowest->first == 0 && steps && count.size() > least_steps && ratings >= least_ratings_of_zeros &&
           zero_share * lowest->second >= ratings;
  }

  std::optional<double> mark() const {
    if (ratings < least_ratings || count.size() < 3) return std::nullopt;
    if (highest_is_mark()) return count.rbegin()->first;
    if (lowest_is_mark() || zero_is_mark()) return count.begin()->first;
    return std::nullopt;
  }
};

}  // namespace

bool stands_apart(const std::string& value, const std::map<std::string, std::size_t>& kinds) {
  const auto number = number_of(value);
  if (!number) return false;
  double largest = 0;
  bool negative = false;
  for (const auto& [text, count] : kinds) {
    const auto other = text == value ? std::nullopt : number_of(text);
    if (!other) continue;
    largest = std::max(largest, std::abs(*other));
    negative = negative || *other < 0;
  }
  return std::abs(*number) > 2 * largest || (*number < 0 && !negative);
}

std::optional<std::string> problem_of_unrated(std::span<const std::string> ratings,
                                              const ImportOptions& options) {
  const bool settled =
      !options.missing.empty() || options.rows.scale.has_value() || options.rows.ignore_rating.has_value();
  if (settled || options.count_as != CountUse::unset) return std::nullopt;
  const Kinds kinds(ratings);
  const auto mark = kinds.mark();
  if (!mark) return std::nullopt;
  const std::string value = shortest_text(static_cast<float>(*mark));
  return "the rating " + value + " stands in " + std::to_string(kinds.count.at(*mark)) + " of the first " +
         std::to_string(kinds.ratings) + " rows: say `missing` " + value +
         " where it means unrated, `scale` LOW:HIGH, such as " +
         shortest_text(static_cast<float>(kinds.count.begin()->first)) + ":" +
         shortest_text(static_cast<float>(kinds.count.rbegin()->first)) + ", where it is a rating";
}

}  // namespace crucible
