#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crucible/mpi/communicator.hpp"

namespace crucible {

/// One column of ids, as the file has them: integers or texts.
struct IdColumn {
  std::vector<std::int64_t> integers;  ///< used where is_text is false
  std::vector<std::string> texts;
  bool is_text = false;
};

/// This rank's even slice of the rows of a foreign HDF5 file's triplets, in the file's order.
struct TripletColumns {
  std::int64_t total_rows = 0;
  std::int64_t first_row = 0;
  IdColumn users;
  IdColumn books;
  std::vector<double> ratings;
  std::vector<std::int64_t> timestamps;  ///< empty on all ranks where there are none
};

/// Reads three (or four) equally long 1-D datasets `columns` = {user, book, rating[, timestamp]} of any HDF5 file,
/// each rank an even slice. Integer or string ids, any order. Throws InputError naming file and dataset. Collective.
TripletColumns read_triplets(const Communicator& comm, const std::string& path,
                             const std::vector<std::string>& columns);

}  // namespace crucible
