#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/hdf5/h5_file.hpp"
#include "crucible/model/time_effects.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// Collective. Writes the group /times, if there are effects: of `users`, this rank's, of `total_users`;
/// those of books and of everyone are the same on every rank.
void write_times(H5File& file, const Communicator& comm, const TimeEffects& times, IndexRange users,
                 std::int64_t total_users);

/// Local. The effects of `users` and of all books; none if the file has none. Throws InputError, which names
/// file and dataset, for bad content.
TimeEffects read_times(const H5File& file, IndexRange users, std::int64_t total_users,
                       std::int64_t total_books);

/// Local. The layers without their rows.
std::vector<TimeLayer> read_time_heads(const H5File& file);

}  // namespace crucible
