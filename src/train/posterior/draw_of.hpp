#pragma once

#include "crucible/core/random.hpp"

#include <cstdint>

namespace crucible {

/// What random numbers of a sweep are for. Values are part of what a seed reproduces.
enum class DrawOf : std::uint64_t {
  user_rows = 0,
  book_rows = 1,
  user_prior = 2,
  book_prior = 3,
  user_link = 4,
  book_link = 5,
  user_link_noise = 6,
  book_link_noise = 7,
  user_link_prior = 8,
  book_link_prior = 9,
  user_sample = 10,
  book_sample = 11
};

/// The kinds of draws for one side: the users' or the books'.
struct DrawKinds {
  DrawOf rows, prior, link, link_noise, link_prior, sample;
};

inline constexpr DrawKinds user_draws{DrawOf::user_rows,       DrawOf::user_prior,      DrawOf::user_link,
                                      DrawOf::user_link_noise, DrawOf::user_link_prior, DrawOf::user_sample};
inline constexpr DrawKinds book_draws{DrawOf::book_rows,       DrawOf::book_prior,      DrawOf::book_link,
                                      DrawOf::book_link_noise, DrawOf::book_link_prior, DrawOf::book_sample};

/// The random numbers of one training.
struct PosteriorStreams {
  std::uint64_t seed = 0;

  /// For a row, or for all of a side where `row` is 0.
  RandomStream operator()(std::int64_t sweep, DrawOf what, std::int64_t row) const noexcept {
    constexpr std::uint64_t kinds = 16;
    return {seed, RandomPurpose::posterior_draw,
            static_cast<std::uint64_t>(sweep) * kinds + static_cast<std::uint64_t>(what),
            static_cast<std::uint64_t>(row)};
  }
};

}  // namespace crucible
