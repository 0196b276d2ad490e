#pragma once

#include "crucible/data/triplet_columns.hpp"
#include "crucible/mpi/communicator.hpp"

#include <string>
#include <vector>

namespace crucible {

/// Reads three (or four) equally long 1-D datasets `columns` = {user, book, rating[, timestamp]} of any HDF5
/// file, each rank an even slice. Integer or string ids, any order. Throws InputError naming file and
/// dataset. Collective.
TripletColumns read_triplets(const Communicator& comm, const std::string& path,
                             const std::vector<std::string>& columns);

}  // namespace crucible
