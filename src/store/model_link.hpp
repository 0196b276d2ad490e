#pragma once

#include "crucible/hdf5/h5_file.hpp"
#include "crucible/model/factor_model.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>

namespace crucible {

/// Collective. Writes the group /link, if there is a link. Every rank has all of it.
void write_link(H5File& file, const Communicator& comm, const RatedLink& link);

/// Local. The link of a model of `books` books and `k` factors; empty if the file has none. Throws
/// InputError, which names file and dataset, for bad content.
RatedLink read_link(const H5File& file, std::int64_t books, std::int64_t k);

}  // namespace crucible
