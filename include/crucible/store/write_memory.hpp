#pragma once

#include "crucible/data/rating_table.hpp"
#include "crucible/mpi/communicator.hpp"

namespace crucible {

/// Local. Bytes that a rank has of a file of this size at a time when the file is sealed. Pure.
double bytes_to_seal(double file);

/// Collective. Bytes that RatingStore::write() takes on this rank beside `table`.
double bytes_to_write(const Communicator& comm, const RatingTable& table);

}  // namespace crucible
