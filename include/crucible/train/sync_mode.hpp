#pragma once

#include <memory>
#include <span>
#include <string_view>

namespace crucible {

class Schedule;
struct Workbench;

/// A row of sync_mode_table(): how ranks share the book factors in an epoch.
struct SyncMode {
  std::string_view name;
  std::string_view summary;  ///< one line, for help
  /// Collective. Makes the object that runs the epochs.
  std::unique_ptr<Schedule> (*make)(Workbench& bench);
  /// True: the number of shards is an option, and the result has the same bits at any number of ranks. False:
  /// there is one shard per rank.
  bool fixed_shards = false;
  /// True: each shard owns a block of the books, and blocks travel. False: each rank has a copy of all books.
  bool books_travel = false;
  bool merges_copies = false;  ///< copies of the books are merged after each slice of the users
  bool raw_ratings = false;    ///< works on ratings by user, not on cells that are laid out for the kernels
};

/// Local. The sync modes that options may name, in the order of help. The first one is the default.
std::span<const SyncMode* const> sync_mode_table() noexcept;

/// Local. The row with this name. Throws UsageError, which lists the names, if there is none.
const SyncMode& sync_mode_named(std::string_view name);

}  // namespace crucible
