#pragma once

#include "crucible/cli/progress_log.hpp"
#include "crucible/recommend/recommendation_desk.hpp"

#include <nlohmann/json.hpp>

namespace crucible {

/// Prints a user's own best-rated books, so that a person can judge, and the recommended books. Returns the
/// same for --json. For rank 0.
nlohmann::ordered_json show_recommendations(ProgressLog& log, const BookCatalogue& catalogue,
                                            const User& user, const Recommendations& answer);

/// Prints books that are like `book`; returns the same for --json. For rank 0.
nlohmann::ordered_json show_similar(ProgressLog& log, const BookCatalogue& catalogue, BookIndex book,
                                    const std::vector<ScoredBook>& similar);

}  // namespace crucible
