#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/cli/option_table.hpp"
#include "crucible/store/matrix_source.hpp"
#include "crucible/store/svd_file.hpp"

#include <optional>
#include <string>

namespace crucible {

/// The options that say which matrix `svd` and `pca` work on.
class MatrixInput {
 public:
  void declare(OptionTable& options);

  /// Looks at the file; reads no matrix yet. Throws what is wrong with file and options. Collective.
  void open(Job& job);

  const std::string& path() const noexcept { return path_; }
  /// @pre open() was called
  const MatrixSource& source() const { return *source_; }
  const std::string& split() const noexcept { return split_; }
  /// What the columns are. Collective. @pre source().is_ratings()
  PcaOfRatings columns_of_ratings(const Communicator& comm) const;
  /// One line for the log, e.g. "ratings.h5: 53,424 users x 10,000 books, 1,229,878 ratings, 0 where not
  /// rated".
  std::string description() const;
  /// This rank's users of the split's training part, filled. Collective. @pre source().is_ratings()
  RatingMatrix read_ratings(const Communicator& comm) const;

 private:
  std::string path_;
  std::string dataset_;
  std::string split_;
  std::string fill_ = "zero";
  std::optional<MatrixSource> source_;
};

}  // namespace crucible
