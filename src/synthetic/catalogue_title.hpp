#pragma once

#include "catalogue.hpp"
#include "crucible/core/index_range.hpp"

#include <string>
#include <vector>

namespace crucible {

/// Title number `number` (from 0) of one genre in one language, for example "Murder at Blackwater Quay". The
/// seed decides the order of the possible titles. When all are used, volumes follow: "..., Book 2". No two
/// numbers have the same title.
std::string made_up_title(std::uint64_t seed, Genre genre, Language language, std::int64_t number);

/// The titles of the books `books` of the catalogue with `seed`, followed by their kind in brackets: "The
/// Last Dragon of Emberfall (fantasy, young adults, English)". No two books of the catalogue have the same
/// title. The function also goes through all books before the range.
std::vector<std::string> planted_titles(std::uint64_t seed, const Catalogue& catalogue, IndexRange books);

}  // namespace crucible
