#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/data/catalogue.hpp"

#include <string>
#include <vector>

namespace crucible {

/// Title number `number` (from 0) of one genre in one language, e.g. "Murder at Blackwater Quay". Numbers
/// permute the possible titles in an order that `seed` gives; when all are used up, volumes follow: "...,
/// Book 2". Two numbers never have the same title.
std::string made_up_title(std::uint64_t seed, Genre genre, Language language, std::int64_t number);

/// The titles of the books `books` of the catalogue with `seed`, with what they are in brackets: "The Last
/// Dragon of Emberfall (fantasy, young adults, English)". No two books of the catalogue share one. Costs a
/// look at every book before the range, besides.
std::vector<std::string> planted_titles(std::uint64_t seed, const Catalogue& catalogue, IndexRange books);

}  // namespace crucible
