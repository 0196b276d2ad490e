#pragma once

#include "crucible/mpi/communicator.hpp"
#include "crucible/recommend/top_k.hpp"

#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>

namespace crucible {

/// Local. Appends one user's list to `text` in the format of TREC runs, with lines "USER Q0 BOOK PLACE SCORE
/// TAG". White space in ids becomes an underscore. Equal scores are written with the smallest difference that
/// a float can have, so that a tool that sorts by score keeps the order.
void append_trec_run(std::string& text, const std::string& user, std::span<const ScoredBook> shown,
                     std::span<const std::string> book_ids, const std::string& tag);

/// Local. Appends one user's relevant books in the format of TREC judgements, with lines "USER 0 BOOK 1".
void append_trec_qrels(std::string& text, const std::string& user, std::span<const BookIndex> relevant,
                       std::span<const std::string> book_ids);

/// Collective. Writes the texts of all ranks to `out` of rank 0, in rank order. The other ranks' `out` is not
/// used. Rank 0 holds the text of only one other rank at a time. Throws IoError, which names `name`, if
/// writing fails.
void write_in_rank_order(const Communicator& comm, const std::string& mine, std::ostream& out,
                         const std::string& name);

}  // namespace crucible
