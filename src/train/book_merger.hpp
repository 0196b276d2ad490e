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
  /// Some books of a slice, and the message of their changes: their rows, then what is one float a book,
  /// column by column.
  struct Piece {
    std::span<const BookIndex> books;
    float* rows;
    float* columns;

    std::int64_t count() const noexcept { return static_cast<std::int64_t>(books.size()); }
    float* column(std::int64_t index) const noexcept { return columns + index * count(); }
  };

  void find_touched();
  /// The books of `slice` cut into pieces; calls `work(piece, floats before it in the slice's messages)`.
  template <typename Work>
  void for_pieces(std::int64_t slice, const Work& work);
  Piece piece_of(std::span<const BookIndex> books, float* message) const noexcept;
  MergeRows rows_of(const Piece& piece) noexcept;
  static MergeTerms terms_of(const Piece& piece, float* weights) noexcept;
  /// Adds this shard's changes since the last merge to the message.
  void add_changes(const Piece& piece, const KernelRates& rates);
  /// Makes the summed changes of the message the new common state.
  void apply(const Piece& piece);
  void forget_statistics(const Piece& piece) noexcept;

  Workbench& bench_;
  FactorRows& books_;
  const MergeRule& rule_;
  std::int64_t width_;  ///< floats a book in a message
  FactorRows common_;   ///< the books as of the last merge
  std::vector<float> statistics_;
  std::vector<std::vector<BookIndex>> touched_;  ///< a slice: the books that any shard rates in it
  AlignedFloats taken_;                          ///< the messages of a slice: the shards before the last one
  bool has_taken_ = false;
  AlignedFloats message_;  ///< kept from merge to merge: fresh memory would have to be mapped
  std::vector<float> scratch_;
};

}  // namespace crucible
