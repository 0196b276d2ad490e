#pragma once

#include "columns/column_evidence.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace crucible {

/// Which of two id columns is the user's, by the times of the rows. A person rates many things within
/// minutes or on one day, and then none for long; a book is rated now and then. Whether the rows are sorted
/// by one of the columns does not matter. `unknown` unless one column shows bursts clearly and the other
/// clearly shows none; `times` in seconds.
IdOrderGuess guess_by_times(std::span<const std::string> first, std::span<const std::string> second,
                            std::span<const std::int64_t> times);

}  // namespace crucible
