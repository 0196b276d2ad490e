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

  /// For ranks that simulate several shards: takes the changes of this rank's `shard` down and puts the books
  /// back.
  void take_shard(std::int64_t slice, std::size_t shard, const KernelRates& rates);
  /// Collective. Merges what all shards did in `slice`, this rank's last one just now; the bytes that this
  /// rank sent.
  std::int64_t merge(std::int64_t slice, const KernelRates& rates);
  /// The books were replaced: what they are is the new common state.
  void reset() { common_ = books_; }

 private:
  /// What a shard does to the touched books of a slice.
  struct Part {
    std::vector<float> updates;
    /// Some users of each book one after the other, counted from the slice's first.
    std::vector<std::int32_t> readers;
  };
  /// Some of the books of a slice, and the message of their changes: their rows, then what is one float a
  /// book, column by column.
  struct Piece {
    std::span<const BookIndex> books;
    std::span<const float> updates;  ///< by the shard in hand
    std::span<const float> norms;    ///< |p_u|^2 of the books' readers, on average
    float* message = nullptr;
  };

  /// Collective. Who rates what in each slice.
  void find_parts();
  /// Calls `work(user, book)` for each rating of a slice of this rank's `shard`, users counted from the
  /// slice's first.
  template <typename Work>
  void for_ratings(std::int64_t slice, std::size_t shard, const Work& work) const;
  /// Collective. The books that any shard rates in a slice. `mine` has the updates of each of this rank's
  /// shards, for all books.
  std::vector<BookIndex> touched_by_any(const std::vector<std::vector<std::int32_t>>& mine) const;
  Part part_of(std::int64_t slice, std::size_t shard, const std::vector<std::int32_t>& updates) const;
  /// Measures |p_u|^2 of the touched books' readers in a slice of this rank's `shard`.
  void measure_norms(std::int64_t slice, std::size_t shard);
  /// Calls `work(piece)` for each piece of a slice's books, its message at `messages`, or where `in_turn`
  /// behind the one before. `part` is null on a rank without shards.
  template <typename Work>
  void for_pieces(std::int64_t slice, const Part* part, AlignedFloats& messages, bool in_turn,
                  const Work& work);
  /// Books of a piece: few enough to stay in the caches while they are summed and applied, and a multiple of
  /// a cache line's floats, so that every piece's rows start at a line.
  std::int64_t longest_piece() const noexcept;
  std::int64_t floats_of(std::int64_t slice) const noexcept;
  float* column(const Piece& piece, std::int64_t index) const noexcept;
  MergeRows rows_of(const Piece& piece) noexcept;
  MergeTerms terms_of(const Piece& piece, float* weights) const noexcept;
  /// Adds the shard's changes since the last merge to the message.
  void add_changes(const Piece& piece, const KernelRates& rates);
  /// Makes the summed changes of the message the new common state.
  void apply(const Piece& piece);

  Workbench& bench_;
  FactorRows& books_;
  const MergeRule& rule_;
  std::int64_t width_;                           ///< floats a book in a message
  FactorRows common_;                            ///< the books as of the last merge
  std::vector<std::vector<BookIndex>> touched_;  ///< a slice: the books that any shard rates in it
  std::vector<std::vector<Part>> parts_;         ///< a slice, a shard of this rank
  std::vector<float> user_norms_;                ///< of a slice's users
  std::vector<float> book_norms_;                ///< of a slice's touched books: their readers', on average
  AlignedFloats taken_;                          ///< the messages of a slice: the shards before the last one
  bool has_taken_ = false;
  AlignedFloats message_;  ///< kept from merge to merge: fresh memory would have to be mapped
  std::vector<float> scratch_;
};

}  // namespace crucible
