#pragma once

#include "crucible/data/rating_table.hpp"
#include "crucible/data/shard_plan.hpp"
#include "crucible/data/split_labels.hpp"
#include "crucible/hdf5/h5_file.hpp"
#include "crucible/hdf5/sealed_file.hpp"
#include "crucible/store/provenance.hpp"

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// What a ratings file says of a split.
struct SplitSummary {
  std::string name;
  std::string protocol;
  std::string parameters;
  std::uint64_t seed = 0;
  bool has_folds = false;
};

/// A ratings file (ratings.h5), open for reading. docs/file-format.md has its layout.
///
/// All members but open() and write() are local: each rank asks for the users that it wants. Indices,
/// offsets, types and shapes are checked on reading. Wrong content throws InputError, which names file and
/// dataset, and a failing device throws IoError.
class RatingStore {
 public:
  /// Collective. Checks the seal, the format, the version and the shapes.
  static RatingStore open(const Communicator& comm, const std::string& path);

  /// Collective. Writes `table` and `splits` (labels of this rank's ratings, in the table's order) as a
  /// sealed file, never in place. The datasets do not depend on the number of ranks. Throws what
  /// write_sealed() throws.
  static void write(const Communicator& comm, const std::string& path, const RatingTable& table,
                    std::span<const SplitLabels> splits, const Provenance& provenance);

  const std::string& path() const noexcept { return file_.path(); }
  std::int64_t total_users() const noexcept { return users_; }
  std::int64_t total_books() const noexcept { return books_; }
  std::int64_t total_ratings() const noexcept { return ratings_; }
  bool has_titles() const noexcept { return has_titles_; }
  bool has_timestamps() const noexcept { return has_timestamps_; }
  double scale_low() const noexcept { return scale_low_; }
  double scale_high() const noexcept { return scale_high_; }
  const std::vector<SplitSummary>& splits() const noexcept { return splits_; }
  /// The split of this name; null if there is none. It lives as long as this object.
  const SplitSummary* find_split(const std::string& name) const noexcept;
  const Seal& seal() const noexcept { return seal_; }
  /// Identifies the ratings and their order. It does not depend on the splits in the file.
  const std::string& ratings_fingerprint() const noexcept { return ratings_fingerprint_; }
  /// Identifies the ids of users and books and their order. It is equal for two files in which indices mean
  /// the same.
  const std::string& id_fingerprint() const noexcept { return id_fingerprint_; }

  /// The first row of user `user`, or the number of ratings for total_users(). It reads and caches blocks of
  /// offsets, so that plan() is fast.
  std::int64_t offset(std::int64_t user) const;
  /// Cuts the users into `shards` contiguous ranges with about equally many ratings.
  ShardPlan plan(std::int64_t shards) const;

  /// All ratings of `users`.
  RatingShard read(IndexRange users) const;
  /// The ratings of `users` whose label in split `split` is one of `wanted`. The shard includes users without
  /// such ratings. Throws UsageError, which lists the splits of the file, if there is none called `split`.
  RatingShard read_part(IndexRange users, const std::string& split, const std::set<Part>& wanted) const;
  /// The same for folds: the ratings of fold `fold` if `inside`, else all others. Throws UsageError too if
  /// the split has no folds.
  RatingShard read_fold(IndexRange users, const std::string& split, std::int64_t fold, bool inside) const;
  std::vector<std::int64_t> read_timestamps(IndexRange users) const;
  /// The labels of the ratings of `users`. Throws UsageError if there is no split `split`.
  SplitLabels read_split(IndexRange users, const std::string& split) const;
  /// The part of rank `rank` of `size` ranks of the whole file: the users of shard `rank` of plan(size), and
  /// an even share of the books.
  RatingTable read_table(int rank, int size) const;

  std::vector<std::string> user_ids(IndexRange users) const;
  std::vector<std::string> book_ids(IndexRange books) const;
  /// The titles of `books`; empty texts if the file has no titles.
  std::vector<std::string> book_titles(IndexRange books) const;

  /// Checks all that must hold for the rows of `users`: order, ranges, finite ratings within the scale,
  /// labels. Throws InputError, which names dataset and row.
  void validate(IndexRange users) const;

 private:
  explicit RatingStore(H5File file) : file_(std::move(file)) {}
  void read_header();
  void require_split(const std::string& split) const;

  H5File file_;
  Seal seal_;
  std::int64_t users_ = 0;
  std::int64_t books_ = 0;
  std::int64_t ratings_ = 0;
  bool has_titles_ = false;
  bool has_timestamps_ = false;
  double scale_low_ = 0;
  double scale_high_ = 0;
  std::vector<SplitSummary> splits_;
  std::string ratings_fingerprint_;
  std::string id_fingerprint_;
  mutable std::vector<std::vector<std::int64_t>> offset_blocks_;
};

}  // namespace crucible
