#pragma once

#include "crucible/data/rating_table.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace crucible {

/// What `generate` makes.
struct GenerateOptions {
  std::int64_t users = 6000;
  std::int64_t books = 2000;
  std::int64_t ratings = 400'000;  ///< exactly as many
  std::int64_t planted_factors =
      4;                        ///< hidden properties of books and readers besides genre, audience, language
  std::optional<double> noise;  ///< standard deviation, in ratings; unset: an eighth of the scale
  double scale_low = 1;
  double scale_high = 5;
  bool real_valued = false;  ///< else ratings are whole steps from scale_low
  bool timestamps = false;
  std::uint64_t seed = 1;

  /// The noise in effect, in ratings.
  double effective_noise() const noexcept { return noise.value_or((scale_high - scale_low) / 8); }
};

/// Throws UsageError, naming option and value, where no catalogue with these options exists.
void check(const GenerateOptions& options);

/// A made-up catalogue with planted tastes: books have a genre, an audience, a language, a popularity
/// (Zipf-Mandelbrot), a quality and hidden factors; readers have tastes for all of these, a long-tailed
/// number of ratings, and mostly read what they like. A rating is base + reader's bias + book's quality +
/// liking of genre, audience, language + dot product of the hidden factors + Gaussian noise, cut to the
/// scale.
///
/// Collective. Users and books are spread evenly. Every number is a function of the seed and the user's or
/// the book's index: the result does not depend on the number of ranks. Users have the ids "1" to "N", so
/// have books. Takes about 8 bytes a rating (16 with timestamps) and 4 planted_factors + 17 bytes for each of
/// all books. Throws UsageError as check() does.
RatingTable generate(const Communicator& comm, const GenerateOptions& options);

/// How many ratings each of `users` gives: log-normally many, at least a fifth of the mean and at most one
/// for each book, options.ratings in all. Collective; the ranks' ranges follow each other in rank order and
/// cover all users.
std::vector<std::int64_t> planted_rating_counts(const Communicator& comm, const GenerateOptions& options,
                                                IndexRange users);

}  // namespace crucible
