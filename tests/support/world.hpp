#pragma once

#include "crucible/mpi/communicator.hpp"

namespace crucible::testing {

/// All ranks of this test run.
const Communicator& world();

}  // namespace crucible::testing
