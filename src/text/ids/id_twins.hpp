#pragma once

#include "crucible/mpi/communicator.hpp"
#include "fields/row_notes.hpp"
#include "ids/id_dictionary.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

/// `id` without what twins differ in: in lower case (ASCII), without leading zeros.
std::string twin_key(std::string_view id);

/// Ids that differ from another in case or leading zeros alone, over all ranks.
struct IdTwins {
  std::int64_t count = 0;  ///< such ids beyond the first of each kind
  std::string first;       ///< an example
  std::string second;
  int rank = 0;      ///< the rank that has met `second` first
  LocalPlace place;  ///< where it did so first
};

/// Collective; nothing is sent where all ids are canonical integers. `places` has one for each id of this
/// rank. What is found does not depend on the number of ranks, but for `rank`.
IdTwins find_twins(const Communicator& comm, const IdDictionary& ids, const std::vector<LocalPlace>& places);

}  // namespace crucible
