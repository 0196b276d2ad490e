#pragma once

#include "crucible/app/job.hpp"
#include "crucible/app/option_table.hpp"
#include "crucible/data/rating_shard.hpp"
#include "crucible/linalg/sparse_rows.hpp"
#include "crucible/linalg/svd.hpp"
#include "crucible/store/rating_store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crucible {

/// What stands where nothing is rated.
enum class Fill : std::uint8_t { zero, mean, bias };

/// A ratings file as a matrix: entry (u, b) is the rating, or where there is none
/// global_mean + user_bias[u] + book_bias[b]. Never multiplied out: `ratings` holds the differences from that
/// fill.
struct RatingMatrix {
  Fill fill = Fill::zero;
  double global_mean = 0;         ///< 0 unless the fill is bias
  std::vector<double> user_bias;  ///< this rank's users; zeros unless the fill is bias
  std::vector<double> book_bias;  ///< all books: zeros, mean ratings or biases
  RatingShard ratings;            ///< this rank's users; rating minus fill
  LowRankTerms terms;             ///< the fill as outer products; none for zero
  std::int64_t total_users = 0;

  SparseRows sparse() const;
  /// Multiplied out, this rank's users.
  RowSlab dense() const;
};

/// Collective. Fills what `ratings` leaves open, over all ranks' users. Book means of books without ratings
/// are the global mean; book biases are damped by 5 ratings; user biases are means of what is left.
RatingMatrix fill_ratings(const Communicator& comm, RatingShard ratings, std::int64_t total_users, Fill fill);

/// The matrix that `svd` and `pca` work on, and the options that say which.
class MatrixInput {
 public:
  void declare(OptionTable& options);

  /// Collective. Looks at the file; reads no matrix yet. Throws what is wrong with file and options.
  void open(Job& job);

  const std::string& path() const noexcept { return path_; }
  bool is_ratings() const noexcept { return store_.has_value(); }
  const RatingStore& store() const { return *store_; }
  const std::string& split() const noexcept { return split_; }
  std::int64_t rows() const noexcept { return rows_; }
  std::int64_t columns() const noexcept { return columns_; }
  /// Entries stored: ratings (of the whole file), or all elements.
  std::int64_t entries() const noexcept { return entries_; }
  /// One line for the log, e.g. "ratings.h5: 53,424 readers x 10,000 books, 1,229,878 ratings, 0 where not
  /// rated".
  std::string description() const;

  /// Collective. This rank's readers of the split's training part, filled. @pre is_ratings()
  RatingMatrix read_ratings(const Communicator& comm) const;
  /// Collective. This rank's rows of the dataset. @pre !is_ratings()
  RowSlab read_dense(const Communicator& comm) const;

 private:
  void find_dataset();

  std::string path_;
  std::string dataset_;
  std::string split_;
  std::string fill_ = "zero";
  std::optional<RatingStore> store_;
  std::int64_t rows_ = 0;
  std::int64_t columns_ = 0;
  std::int64_t entries_ = 0;
};

}  // namespace crucible
