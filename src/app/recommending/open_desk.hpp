#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/recommend/recommendation_desk.hpp"
#include "crucible/store/model_store.hpp"
#include "options/recommend_request.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// What answering needs: every book's name, and the desk that makes lists.
struct OpenDesk {
  /// Reads all books with ids, titles and factors, less those that --only and --exclude filter out. Warns of
  /// books in these lists that the model does not have. Local. Throws UsageError if no book is left,
  /// InputError for a file that cannot be read.
  OpenDesk(Job& job, const ModelStore& model, const RecommendRequest& asked);

  const ModelTraits& traits() const noexcept { return desk.model().traits; }

  BookCatalogue catalogue;
  RecommendationDesk desk;
};

/// Warns that `who` names `count` books that the model does not have; `unknown` are the first few.
void warn_of_books(Job& job, const std::vector<std::string>& unknown, std::int64_t count,
                   const std::string& who);

}  // namespace crucible
