#pragma once

#include <cstdint>

namespace crucible {

/// What the messages of all communicators have cost this process so far. Messages that other libraries send
/// (ScaLAPACK's) are not in it.
struct MessageCost {
  double seconds = 0;      ///< in MPI's routines, so also waiting for other ranks
  std::int64_t bytes = 0;  ///< given to MPI for other ranks; how often MPI passes them on is not known
};

/// Local.
MessageCost message_cost() noexcept;

}  // namespace crucible
