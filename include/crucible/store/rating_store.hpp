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

/// A split as a ratings file lists it.
struct SplitSummary {
  std::string name;
  std::string protocol;
  std::string parameters;
  std::uint64_t seed = 0;
  bool has_folds = false;
};

/// A ratings file (ratings.h5), open for reading. docs/file-format.md has its layout.
///
/// Reading members are local: each rank asks for the users that it wants. Indices, offsets, types and shapes
/// are checked before anything is handed out; what is wrong throws InputError naming file and dataset.
class RatingStore {
 public:
  /// Checks the seal, then format, version and shapes. Collective.
  static RatingStore open(const Communicator& comm, const std::string& path);

  /// Writes `table` and `splits` (labels of this rank's ratings, in the table's order) as a sealed file,
  /// never in place. The datasets do not depend on the number of ranks. Collective.
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
  const Seal& seal() const noexcept { return seal_; }
  /// Text that names the ratings and their order, whatever splits are stored beside them.
  const std::string& ratings_fingerprint() const noexcept { return ratings_fingerprint_; }
  /// Text that names the users' and books' ids and their order: equal where indices mean the same.
  const std::string& id_fingerprint() const noexcept { return id_fingerprint_; }

  /// First row of user `user`; user may be total_users(), for the number of ratings. Cached in blocks. For
  /// plans.
  std::int64_t offset(std::int64_t user) const;
  /// The users cut into `shards` contiguous ranges with about equally many ratings.
  ShardPlan plan(std::int64_t shards) const;

  /// All ratings of `users`.
  RatingShard read(IndexRange users) const;
  /// The ratings of `users` whose label in split `split` is one of `wanted`; users without any are there,
  /// empty. Throws UsageError naming the file's splits where there is none called `split`.
  RatingShard read_part(IndexRange users, const std::string& split, const std::set<Part>& wanted) const;
  /// The same for folds: ratings tested in fold `fold` (inside = true), or all the others.
  RatingShard read_fold(IndexRange users, const std::string& split, std::int64_t fold, bool inside) const;
  std::vector<std::int64_t> read_timestamps(IndexRange users) const;
  /// Labels of the ratings of `users`.
  SplitLabels read_split(IndexRange users, const std::string& split) const;
  /// The users of shard `rank` of plan(size) with all that the file says of them and of an even share of
  /// books.
  RatingTable read_table(int rank, int size) const;

  std::vector<std::string> user_ids(IndexRange users) const;
  std::vector<std::string> book_ids(IndexRange books) const;
  /// Empty texts where the file has no titles.
  std::vector<std::string> book_titles(IndexRange books) const;

  /// Checks every invariant of the rows of `users` (order, ranges, finite ratings, labels). For `info
  /// --validate`.
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
