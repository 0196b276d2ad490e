#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/linalg/pca.hpp"

#include <string>

namespace crucible {

/// The picture beside the output of a PCA of two columns: its cloud of points and both axes.
class PcaPicture {
 public:
  /// `wanted`: there is a picture. Checks that it may be written: throws UsageError if it exists, unless
  /// --force. Collective.
  PcaPicture(const Job& job, bool wanted);

  const std::string& path() const noexcept { return path_; }
  bool wanted() const noexcept { return !path_.empty(); }
  /// Keeps the points, before they are decomposed. Local.
  void keep(const RowSlab& points);
  /// Draws them with the axes of `result`. Collective. Throws IoError. @pre wanted(), and keep() was called
  void write(const Communicator& comm, const PcaResult& result) const;

 private:
  std::string path_;
  RowSlab points_;
};

}  // namespace crucible
