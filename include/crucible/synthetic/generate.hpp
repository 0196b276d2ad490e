#pragma once

#include "crucible/data/rating_table.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace crucible {

/// Describes the catalogue that generate() makes.
struct GenerateOptions {
  std::int64_t users = 6000;
  std::int64_t books = 2000;
  std::int64_t ratings = 400'000;  ///< the exact number
  std::int64_t planted_factors =
      4;                        ///< hidden properties of books and users besides genre, audience, language
  std::optional<double> noise;  ///< standard deviation, in ratings; unset: an eighth of the scale
  double scale_low = 1;
  double scale_high = 5;
  bool real_valued = false;  ///< false: ratings are whole steps from scale_low
  bool timestamps = false;
  double mood = 0;  ///< standard deviation of what a user adds to all ratings of 30 days, in ratings
  std::uint64_t seed = 1;

  /// The noise that is used, in ratings.
  double effective_noise() const noexcept { return noise.value_or((scale_high - scale_low) / 8); }
};

/// Local. Throws UsageError, which names the argument and its value, if no catalogue with these options
/// exists.
void check(const GenerateOptions& options);

/// Collective. Makes a catalogue with planted tastes. Books have a genre, an audience, a language, a
/// popularity (Zipf-Mandelbrot), a quality and hidden factors. Users have tastes for all of these and a
/// long-tailed number of ratings, and they mostly read what they like. A rating is the sum of a base, the
/// user's bias, the book's quality, the liking of genre, audience and language, the dot product of the hidden
/// factors, the user's mood at the time, and Gaussian noise. It is cut to the scale.
///
/// Users and books are distributed evenly. Every number depends only on the seed and the index of the user or
/// book, so the result does not depend on the number of ranks. The ids of users are "1" to "N", and so are
/// those of books. Memory on each rank: about 8 bytes for each of its ratings (16 with timestamps), and 4
/// planted_factors + 17 bytes for each book of the catalogue. Throws UsageError as check() does.
RatingTable generate(const Communicator& comm, const GenerateOptions& options);

/// Local. Bytes that generate() takes on the fullest of `ranks` ranks, with its result. Pure.
double generated_bytes(const GenerateOptions& options, int ranks);

/// Collective. The number of ratings of each of `users`: log-normally distributed, at least a fifth of the
/// mean and at most one for each book. The sum over all users is options.ratings. Throws UsageError as
/// check() does.
/// @pre the ranks' ranges follow each other in rank order and cover all users
std::vector<std::int64_t> planted_rating_counts(const Communicator& comm, const GenerateOptions& options,
                                                IndexRange users);

}  // namespace crucible
