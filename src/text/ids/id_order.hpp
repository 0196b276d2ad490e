#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/mpi/communicator.hpp"
#include "ids/id_dictionary.hpp"
#include "ids/id_owner_plan.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

/// Which rank owns which id.
struct IdOwners {
  bool numeric = true;                 ///< ids ascend as numbers, not by bytes
  std::vector<std::string> splitters;  ///< rank r > 0 owns the ids from splitters[r - 1] on

  /// The rank that owns `id` if any rank has it; nothing if it cannot be one (text in a numeric order).
  std::optional<int> owner_of(std::string_view id) const;
};

/// The global order of the distinct ids of all ranks, cut between the ranks.
///
/// Ids are ordered as numbers if every one of them, on all ranks, is a canonical integer of 64 bits (no sign
/// but '-', no leading zeros). Else they are ordered by their bytes. So the order does not depend on the
/// number of ranks.
struct IdOrder {
  std::int64_t total = 0;             ///< distinct ids over all ranks
  IndexRange owned;                   ///< indices of the ids that this rank owns
  std::vector<std::string> ids;       ///< those ids, ascending
  std::vector<std::uint32_t> sorted;  ///< dictionary numbers of this rank's ids in ascending order of ids
  IdOwnerPlan plan;                   ///< between this rank's ids in that order and their owners
  IdOwners owners;                    ///< which rank owns which id
};

/// Collective. Orders the ids of all ranks by sample sort; memory is proportional to a rank's share of them.
IdOrder order_ids(const Communicator& comm, IdDictionary& ids);

/// Position of `id` in `ids`, which ascend numerically or by bytes; nothing if it is not among them.
std::optional<std::int64_t> find_id(std::span<const std::string> ids, std::string_view id, bool numeric);

}  // namespace crucible
