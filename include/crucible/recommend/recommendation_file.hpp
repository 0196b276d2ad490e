#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/recommend/book_catalogue.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// The lists of many users, distributed over the ranks. The ranks' ranges of users follow each other in rank
/// order.
struct RecommendationTable {
  std::int64_t total_users = 0;
  std::int64_t top = 0;            ///< places per user
  IndexRange users;                ///< this rank's users
  std::vector<std::string> names;  ///< users.size() external ids
  std::vector<BookIndex> book;     ///< (users.size() x top); -1 in the empty places of a shorter list
  std::vector<float> score;        ///< (users.size() x top)
};

/// Local. True if `path` has a suffix of a file for lists: .csv or .h5.
bool is_recommendation_file(const std::string& path);

/// Collective. Writes lists in the format that the suffix of `path` names, .csv or .h5. Throws IoError if
/// writing fails, and LogicError unless is_recommendation_file(path).
void write_recommendations(const Communicator& comm, const std::string& path,
                           const RecommendationTable& table, const BookCatalogue& catalogue,
                           const std::string& command_line);

/// Collective. Writes lists as text, one recommendation per line: user,place,book,score,title. All ranks
/// write at the same time. The file appears complete or not at all. Every rank must pass the same catalogue.
void write_recommendations_csv(const Communicator& comm, const std::string& path,
                               const RecommendationTable& table, const BookCatalogue& catalogue);

/// Collective. Writes lists as a sealed HDF5 file. docs/file-format.md has its layout. Every rank must pass
/// the same catalogue.
void write_recommendations_h5(const Communicator& comm, const std::string& path,
                              const RecommendationTable& table, const BookCatalogue& catalogue,
                              const std::string& command_line);

}  // namespace crucible
