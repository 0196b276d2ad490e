#pragma once

#include "book_catalogue.hpp"
#include "crucible/core/index_range.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// Lists for many readers, distributed: this rank's readers, one after the other. The ranks' readers follow
/// each other in rank order.
struct RecommendationTable {
  std::int64_t total_readers = 0;
  std::int64_t top = 0;            ///< places a reader
  IndexRange readers;              ///< this rank's, counted over all ranks
  std::vector<std::string> names;  ///< readers.size() external ids
  std::vector<BookIndex> book;     ///< readers.size() x top; -1 where a list is shorter
  std::vector<float> score;        ///< the same places
};

/// Writes lists as text, one recommendation a line: reader,place,book,score,title. All ranks write their
/// lines at once. Whole or not at all. Every rank passes the same catalogue. Collective.
void write_recommendations_csv(const Communicator& comm, const std::string& path,
                               const RecommendationTable& table, const BookCatalogue& catalogue);

/// Writes lists as a sealed HDF5 file; docs/file-format.md has its layout. Every rank passes the same
/// catalogue. Collective.
void write_recommendations_h5(const Communicator& comm, const std::string& path,
                              const RecommendationTable& table, const BookCatalogue& catalogue,
                              const std::string& command_line);

}  // namespace crucible
