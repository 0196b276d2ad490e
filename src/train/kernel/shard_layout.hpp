#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/data/rating_shard.hpp"
#include "kernel/kernel.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace crucible {

/// The ranges of a tiled axis. Tile t is the range [tile[t], tile[t + 1]) of global indices. Part p (a slice
/// of users or a block of books) consists of the tiles [part[p], part[p + 1]).
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

/// Cuts the users of a shard into `slices` with about equally many ratings, and these into tiles whose rows
/// stay in the cache. `offsets` has one more entry than there are users.
Tiling tile_users(IndexRange users, const std::int64_t* offsets, std::int64_t slices);

/// Cuts the books into `blocks` with about equally many ratings (a book without ratings counts a little), and
/// these into tiles. The rows of a tile fit into the second-level cache, unless users have so few ratings
/// that larger tiles are faster. The result depends only on the data and on k, never on the machine, because
/// it decides the order of training.
Tiling tile_books(const std::vector<std::int64_t>& ratings_of_book, std::int64_t users, std::int64_t blocks,
                  std::int64_t k);

/// One shard's ratings in the order of training: cell by cell (tile of users x tile of books), within a cell
/// user by user in random order, and the ratings of a user in random order. It needs at most 8 bytes per
/// rating: 4 for the value, 2 for the book's row in its tile with the mark of a run's end, and 2 per run for
/// the user's row. It also needs 80 bytes per cell.
class ShardLayout {
 public:
  /// `lanes` is the result of lanes_of(). `ratings` holds the users in `users`, and may hold others. `target`
  /// turns a rating into the value that the dot product and biases should give. `shard` and `seed` choose the
  /// random order. Throws LogicError for a user whose books are not strictly ascending, because two ratings
  /// of one book would break the kernels' order, and for a book that is not in the catalogue.
  ShardLayout(const RatingShard& ratings, Tiling users, const Tiling& books,
              const std::function<float(float)>& target, std::uint64_t seed, std::int64_t shard, int lanes);

  const Tiling& users() const noexcept { return users_; }
  /// Where the ratings of a cell start among those of the layout.
  std::int64_t place_of(std::int64_t user_tile, std::int64_t book_tile) const noexcept {
    return cells_[static_cast<std::size_t>(user_tile * book_tiles_ + book_tile)].rating;
  }
  std::int64_t size() const noexcept { return static_cast<std::int64_t>(value_.size()) - padding; }
  /// The targets of all ratings, in the order of training.
  std::span<const float> values() const noexcept { return {value_.data(), static_cast<std::size_t>(size())}; }
  /// Bytes of the arrays of this layout.
  std::int64_t bytes() const noexcept;

  /// The ratings of a cell. Its row pointers are null.
  CellTask cell(std::int64_t user_tile, std::int64_t book_tile) const noexcept;

 private:
  struct Cell {
    std::int64_t rating = 0;  ///< its first rating, counted from the start of the layout
    std::int64_t run = 0;
    LaneStart lane[most_lanes];  ///< also counted from the start of the layout
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
