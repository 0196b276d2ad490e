#pragma once

#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <string>

namespace crucible::testing {

/// How large the small files are; 0 books or users would be too small.
struct SmallShape {
  std::int64_t users = 300;
  std::int64_t books = 90;
  std::int64_t factors = 8;
};

/// A ratings file with every dataset that there can be: titles, timestamps, a split with folds. Collective.
void write_small_ratings(const Communicator& comm, const std::string& path, SmallShape shape = {});

/// A checkpoint after epoch 3 with two slots. Collective.
void write_small_checkpoint(const Communicator& comm, const std::string& path, SmallShape shape = {});

}  // namespace crucible::testing
