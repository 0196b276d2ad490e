#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/data/rating_shard.hpp"
#include "crucible/train/kernel.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace crucible {

/// Ranges of a tiled axis: tile t is [tile[t], tile[t + 1]) of global indices, and part p (a slice of users,
/// a block of books) is the tiles [part[p], part[p + 1]).
struct Tiling {
  std::vector<std::int64_t> tile{0};
  std::vector<std::int64_t> part{0};

  std::int64_t tiles() const noexcept { return static_cast<std::int64_t>(tile.size()) - 1; }
  std::int64_t parts() const noexcept { return static_cast<std::int64_t>(part.size()) - 1; }
  IndexRange tiles_of(std::int64_t p) const noexcept {
    return {part[static_cast<std::size_t>(p)], part[static_cast<std::size_t>(p) + 1]};
  }
  IndexRange tile_range(std::int64_t t) const noexcept {
    return {tile[static_cast<std::size_t>(t)], tile[static_cast<std::size_t>(t) + 1]};
  }
  /// The indices of part p.
  IndexRange range_of(std::int64_t p) const noexcept {
    const IndexRange tiles = tiles_of(p);
    return {tile[static_cast<std::size_t>(tiles.begin)], tile[static_cast<std::size_t>(tiles.end)]};
  }
};

/// Cuts the users of a shard into `slices` of about as many ratings each, and those into tiles whose rows
/// stay in the cache. `offsets` has one entry more than `users` has users.
Tiling tile_users(IndexRange users, const std::int64_t* offsets, std::int64_t slices);

/// Cuts the books into `blocks` of about as many ratings each (books that nobody rated count a little), and
/// those into tiles that stay in the second-level cache while profiles are long enough for that to pay. A
/// function of the data and of k alone, never of the machine: it decides the order of training.
Tiling tile_books(const std::vector<std::int64_t>& ratings_of_book, std::int64_t users, std::int64_t blocks,
                  std::int64_t k);

/// One shard's ratings in the order of training: cell by cell (tile of users x tile of books), in a cell user
/// by user in random order, of each user in random order. At most 8 bytes a rating: 4 for the value, 2 for
/// the book's row in its tile with the mark of a run's end, and 2 a run for the user's; beside them 80 bytes
/// a cell.
class ShardLayout {
 public:
  /// `lanes` is what lanes_of() tells. `ratings` holds the users of `users` (and maybe others); `target`
  /// turns a rating into what the dot product and biases are to give. `shard` and `seed` key the random
  /// order. Throws LogicError for a user whose books are not strictly ascending: two ratings of one book
  /// would break the kernels' order.
  ShardLayout(const RatingShard& ratings, Tiling users, const Tiling& books,
              const std::function<float(float)>& target, std::uint64_t seed, std::int64_t shard, int lanes);

  const Tiling& users() const noexcept { return users_; }
  std::int64_t size() const noexcept { return static_cast<std::int64_t>(value_.size()) - padding; }
  /// Bytes of the arrays of this layout.
  std::int64_t bytes() const noexcept;

  /// The streams of a cell; row pointers are left null.
  CellTask cell(std::int64_t user_tile, std::int64_t book_tile) const noexcept;

 private:
  struct Cell {
    std::int64_t rating = 0;  ///< where it starts
    std::int64_t run = 0;
    LaneStart lane[most_lanes];  ///< from the start of the layout as well
  };
  static constexpr std::int64_t padding = 16;  ///< the kernels read ahead

  void fill_tile(const RatingShard& ratings, std::int64_t tile, const Tiling& books,
                 const std::function<float(float)>& target, std::uint64_t seed, std::int64_t shard);

  /// Ends the last cell before the rating `place`.
  void end_cell(std::int64_t place);

  Tiling users_;
  int lanes_;
  std::int64_t book_tiles_;
  std::vector<Cell> cells_;  ///< user_tiles x book_tiles + 1, in storage order
  std::vector<std::uint16_t> book_;
  std::vector<float> value_;
  std::vector<std::uint16_t> user_;
};

}  // namespace crucible
