#include "libraries.hpp"

#include "crucible/hdf5/hdf5_libraries.hpp"
#include "crucible/linalg/linalg_libraries.hpp"
#include "crucible/mpi/mpi_libraries.hpp"
#include "crucible/picture/picture_libraries.hpp"
#include "crucible/text/text_libraries.hpp"

#include <utility>

namespace crucible {

std::vector<LibraryVersion> all_libraries() {
  std::vector<LibraryVersion> all;
  for (auto* of_room : {&core_libraries, &mpi_libraries, &hdf5_libraries, &linalg_libraries, &text_libraries,
                        &picture_libraries})
    for (LibraryVersion& library : of_room()) all.push_back(std::move(library));
  return all;
}

}  // namespace crucible
