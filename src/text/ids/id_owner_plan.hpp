#pragma once

#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

/// Keys that ranks use and that other ranks own: each rank has a sorted list of distinct keys, each key has
/// one owner, and values travel both ways, between the keys of a rank and the places that the owners keep for
/// them.
class IdOwnerPlan {
 public:
  /// `send_counts[r]` of this rank's keys, in order, belong to rank r; `received_counts[r]` keys have come
  /// from rank r, in order, and `places` says which of the `owned` places here each of them means.
  IdOwnerPlan(std::vector<std::int64_t> send_counts, std::vector<std::int64_t> received_counts,
              std::vector<std::int64_t> places, std::int64_t owned);

  /// Keys that this rank owns.
  std::int64_t owned() const noexcept { return owned_; }

  /// Collective. `values`, one per key of this rank, added up over the ranks at the owners: one sum per
  /// place.
  std::vector<std::int64_t> sum_at_owners(const Communicator& comm,
                                          std::span<const std::int64_t> values) const;

  /// Collective. The reverse: the value that its owner holds for each key of this rank. `at_places` has one
  /// value per owned place.
  template <Transferable T>
  std::vector<T> fetch(const Communicator& comm, std::span<const T> at_places) const {
    std::vector<T> replies;
    replies.reserve(places_.size());
    for (const std::int64_t place : places_) replies.push_back(at_places[static_cast<std::size_t>(place)]);
    return comm.exchange(std::span<const T>(replies), received_counts_);
  }

 private:
  std::vector<std::int64_t> send_counts_;
  std::vector<std::int64_t> received_counts_;
  std::vector<std::int64_t> places_;
  std::int64_t owned_;
};

/// Collective. A plan for sorted distinct indices into a range that is cut between the ranks: rank r owns
/// [starts[r], starts[r + 1]); `starts` has one entry per rank and one more, the end.
IdOwnerPlan plan_for_indices(const Communicator& comm, std::span<const std::int64_t> indices,
                             std::span<const std::int64_t> starts);

/// Collective. Texts by rank, as Communicator::exchange does for values: `counts[r]` of them go to rank r.
std::vector<std::string> exchange_texts(const Communicator& comm, std::span<const std::string_view> texts,
                                        std::span<const std::int64_t> counts,
                                        std::vector<std::int64_t>* received = nullptr);

/// Collective. The texts of all ranks in rank order, on every rank.
std::vector<std::string> concatenate_texts(const Communicator& comm, std::span<const std::string_view> texts);

}  // namespace crucible
