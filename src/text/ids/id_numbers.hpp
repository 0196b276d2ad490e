#pragma once

#include "crucible/mpi/communicator.hpp"
#include "fields/row_notes.hpp"
#include "ids/id_dictionary.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

/// A number as an id: "1.0" and "+1" become "1", "1e+05" becomes "100000", "2.50" becomes "2.5". Leading
/// zeros stay. Nothing if `id` is no number; an exponent without a sign ("12e4") makes none.
std::optional<std::string> number_id(std::string_view id);

/// Collective. If every id of a column, on all ranks, is a number, writes all as number_id() does, so that
/// several ids may become one. `column` has an index into `ids` for each row, `places` a place for each id;
/// both are brought up to date. Returns how many of this rank's rows changed, with the first.
LocalNote unify_numbers(const Communicator& comm, IdDictionary& ids, std::vector<std::uint32_t>& column,
                        std::vector<LocalPlace>& places);

}  // namespace crucible
