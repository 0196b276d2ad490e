#pragma once

#include "crucible/train/merge_rule.hpp"
#include "workbench.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// Makes one change of the shards' changes of the book rows. Every rank has a copy of all books; between
/// merges each shard trains on the copy, and merge() puts the same rows on all ranks again.
class BookMerger {
 public:
  /// Collective. `books` is the copy that the shards train on; they agree on all ranks.
  BookMerger(Workbench& bench, FactorRows& books);

  /// Two floats a book for the kernels.
  float* statistics() noexcept { return statistics_.data(); }
  /// For ranks that simulate several shards: takes this shard's changes down and puts the books back.
  void take_shard(std::int64_t slice, const KernelRates& rates);
  /// Collective. Merges what all shards did in `slice`; the bytes that this rank sent.
  std::int64_t merge(std::int64_t slice, const KernelRates& rates);
  /// The books were replaced: what they are is the new common state.
  void reset();

 private:
  std::span<const BookIndex> touched(std::int64_t slice) const noexcept;
  void find_touched();
  MergeSteps steps_of(BookIndex book, const KernelRates& rates) const noexcept;
  /// Fetches both copies of a book's row into the cache.
  void fetch(BookIndex book) const noexcept;
  void add_change(BookIndex book, const KernelRates& rates, float* message) const noexcept;
  void apply(BookIndex book, const KernelRates& rates, const float* message) noexcept;

  Workbench& bench_;
  FactorRows& books_;
  const MergeRule& rule_;
  std::int64_t width_;  ///< floats a book in a message
  FactorRows common_;   ///< the books as of the last merge
  std::vector<float> statistics_;
  std::vector<std::vector<BookIndex>> touched_;  ///< a slice: the books that any shard rates in it
  std::vector<float> taken_;  ///< width_ floats for each touched book: the shards before the last one
  bool has_taken_ = false;
  std::vector<float> message_;  ///< kept from merge to merge: fresh memory would have to be mapped
};

}  // namespace crucible
