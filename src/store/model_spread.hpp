#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/hdf5/h5_file.hpp"
#include "crucible/model/factor_model.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>

namespace crucible {

/// Collective. Writes the group /spread, if there is a spread: of `users`, this rank's, of `total_users`;
/// that of books is the same on every rank.
void write_spread(H5File& file, const Communicator& comm, const Spread& spread, IndexRange users,
                  std::int64_t total_users);

/// Local. The spread of `users` and of `books`; empty if the file has none. Throws InputError, which names
/// file and dataset, for bad content.
Spread read_spread(const H5File& file, IndexRange users, IndexRange books, std::int64_t total_users,
                   std::int64_t total_books);

}  // namespace crucible
