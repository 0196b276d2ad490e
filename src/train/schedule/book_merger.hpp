#pragma once

#include "schedule/merge_rule.hpp"
#include "workbench.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// Merges the shards' changes of the book rows into one change. Every rank has a copy of all books. Between
/// merges each shard trains on the copy, and merge() makes the rows the same on all ranks again.
class BookMerger {
 public:
  /// Collective. `books` is the copy that the shards train on. It must be the same on all ranks at the start.
  BookMerger(Workbench& bench, FactorRows& books);

  /// Local. For ranks with several shards: keeps the changes of this rank's `shard` and resets the books to
  /// the state of the last merge.
  void take_shard(std::int64_t slice, std::size_t shard, const KernelRates& rates);
  /// Collective. Merges the changes of all shards in `slice`. The changes of this rank's last shard are still
  /// in the books. Returns the number of bytes that this rank sent.
  std::int64_t merge(std::int64_t slice, const KernelRates& rates);
  /// Local. Call it after the books were replaced, equally on all ranks. They are the new common state.
  void reset() { common_ = books_; }

 private:
  /// The updates of a shard to the touched books of a slice.
  struct Part {
    std::vector<float> updates;
    /// Some users of each book, one book after the other. Users are counted from the first of the slice.
    std::vector<std::int32_t> users;
  };
  /// Some of the books of a slice, and the message with their changes: the rows, then the columns with one
  /// float per book.
  struct Piece {
    std::span<const BookIndex> books;
    std::span<const float> updates;  ///< by the current shard
    std::span<const float> norms;    ///< mean |p_u|^2 of each book's users
    float* message = nullptr;
  };

  /// Collective. Finds the users and books of the ratings in each slice.
  void find_parts();
  /// Calls `work(user, book)` for each rating of a slice of this rank's `shard`. Users are counted from the
  /// first of the slice.
  template <typename Work>
  void for_ratings(std::int64_t slice, std::size_t shard, const Work& work) const;
  /// Collective. The books that any shard rates in a slice. `mine` has the updates of each of this rank's
  /// shards, for all books.
  std::vector<BookIndex> touched_by_any(const std::vector<std::vector<std::int32_t>>& mine) const;
  Part part_of(std::int64_t slice, std::size_t shard, const std::vector<std::int32_t>& updates) const;
  /// Measures |p_u|^2 of the touched books' users in a slice of this rank's `shard`.
  void measure_norms(std::int64_t slice, std::size_t shard);
  /// Calls `work(piece)` for each piece of a slice's books. If `in_turn`, the messages follow each other in
  /// `messages`; else each is at the start of `messages`. `part` is null on a rank without shards.
  template <typename Work>
  void for_pieces(std::int64_t slice, const Part* part, AlignedFloats& messages, bool in_turn,
                  const Work& work);
  /// Number of books in a piece. It is small enough for a piece to stay in the caches while it is summed and
  /// applied. It is a multiple of the floats in a cache line, so that the rows of every piece start at a
  /// line.
  std::int64_t longest_piece() const noexcept;
  std::int64_t floats_of(std::int64_t slice) const noexcept;
  float* column(const Piece& piece, std::int64_t index) const noexcept;
  MergeRows rows_of(const Piece& piece) noexcept;
  MergeTerms terms_of(const Piece& piece, float* weights) const noexcept;
  /// Adds the shard's changes since the last merge to the message.
  void add_changes(const Piece& piece, const KernelRates& rates);
  /// Applies the summed changes of the message to the common state and to the books.
  void apply(const Piece& piece);

  Workbench& bench_;
  FactorRows& books_;
  const MergeRule& rule_;
  std::int64_t width_;                           ///< floats per book in a message
  FactorRows common_;                            ///< the books after the last merge
  std::vector<std::vector<BookIndex>> touched_;  ///< for each slice, the books that any shard rates in it
  std::vector<std::vector<Part>> parts_;         ///< for each slice and each shard of this rank
  std::vector<float> user_norms_;                ///< |p_u|^2 of a slice's users
  std::vector<float> book_norms_;                ///< mean |p_u|^2 of the users of a slice's touched books
  AlignedFloats taken_;                          ///< the messages of a slice from all shards but the last one
  bool has_taken_ = false;
  AlignedFloats message_;  ///< kept between merges, because the system would have to map fresh memory
  std::vector<float> scratch_;
};

}  // namespace crucible
