#pragma once

#include "crucible/app/progress_log.hpp"
#include "recommendation_desk.hpp"

#include <nlohmann/json.hpp>

namespace crucible {

/// Prints a reader's own best-rated books, so that a person can judge, and what is recommended; returns the
/// same for
/// --json. For rank 0.
nlohmann::ordered_json show_recommendations(ProgressLog& log, const BookCatalogue& catalogue,
                                            const Reader& reader, const Recommendations& answer);

/// Prints books that are like `book`; returns the same for --json. For rank 0.
nlohmann::ordered_json show_similar(ProgressLog& log, const BookCatalogue& catalogue, BookIndex book,
                                    const std::vector<ScoredBook>& similar);

}  // namespace crucible
