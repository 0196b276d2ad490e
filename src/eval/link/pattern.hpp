#pragma once

#include "crucible/data/rating_shard.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <vector>

#include <Eigen/Core>

namespace crucible {

/// Columns that are worked on at a time: enough for vector instructions, and few enough for memory.
inline constexpr int panel_width = 16;
/// Some columns of the rows of users or books.
using Panel = Eigen::Matrix<double, Eigen::Dynamic, panel_width, Eigen::RowMajor>;

/// What was rated and not how: the matrix F (users x books), which has 1 / sqrt(ratings of the user) where
/// there is a rating of a user who takes part. A rank has the rows of its users, and all books.
class Pattern {
 public:
  /// Collective. `takes_part`: one entry for each user of `ratings`, which must live on.
  Pattern(const Communicator& comm, const RatingShard& ratings, const std::vector<std::uint8_t>& takes_part);

  /// Local. F x, (users x columns).
  Panel times(const Panel& x) const;
  /// Collective. F^T y, (books x columns): the same bits at any number of ranks, and on each.
  Panel transposed_times(const Panel& y) const;
  /// The diagonal of F^T F.
  const Eigen::VectorXd& diagonal() const noexcept { return diagonal_; }

 private:
  template <typename Visit>
  void each_user(const Visit& visit) const;

  const Communicator& comm_;
  const RatingShard& ratings_;
  std::vector<double> root_;  ///< of each user: 1 / sqrt(ratings), or 0
  double most_ = 0;           ///< ratings of a book
  Eigen::VectorXd diagonal_;
};

}  // namespace crucible
