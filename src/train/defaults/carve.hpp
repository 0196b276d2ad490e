#pragma once

#include "crucible/data/train_data.hpp"

#include <cstdint>

namespace crucible {

/// Whether chance takes the rating of `book` by `user` out of the training part, `share` of all ratings. It
/// depends on the arguments alone, so the same ratings are taken at any number of ranks. Pure.
bool is_carved(std::uint64_t seed, std::int64_t user, BookIndex book, double share) noexcept;

/// A copy of `data` whose validation part is about `share` of the training ratings, in place of its own, as
/// is_carved() says. Local. The copy takes 8 bytes a rating. @pre 0 <= share <= 1
TrainData carve_validation(const TrainData& data, double share, std::uint64_t seed);

}  // namespace crucible
