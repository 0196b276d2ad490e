#pragma once

#include "crucible/model/top_k.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>

namespace crucible {

/// Appends one reader's list to `text` in the format of TREC runs: "READER Q0 BOOK PLACE SCORE TAG" a line.
/// White space in ids becomes an underscore. Equal scores are written falling by the least step that float
/// knows, so that a tool that sorts by score keeps the order.
void append_trec_run(std::string& text, const std::string& reader, std::span<const ScoredBook> shown,
                     std::span<const std::string> book_ids, const std::string& tag);

/// Appends one reader's relevant books in the format of TREC judgements: "READER 0 BOOK 1" a line.
void append_trec_qrels(std::string& text, const std::string& reader, std::span<const BookIndex> relevant,
                       std::span<const std::string> book_ids);

/// Collective. Writes the ranks' texts to rank 0's `out` in rank order; the others' `out` is not used. No
/// rank's text is longer than what it holds itself in memory on rank 0 at a time. Throws IoError naming
/// `name` where writing fails.
void write_in_rank_order(const Communicator& comm, const std::string& mine, std::ostream& out,
                         const std::string& name);

}  // namespace crucible
