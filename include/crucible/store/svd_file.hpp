#pragma once

#include "crucible/linalg/pca.hpp"
#include "crucible/store/provenance.hpp"

#include <string>
#include <vector>

namespace crucible {

/// Collective. Writes an svd file (`crucible-svd`): /singular_values, and if there are vectors /u (rows x k)
/// and /v (columns x k). The file is sealed and never written in place. Throws what write_sealed() throws.
void write_svd_file(const Communicator& comm, const std::string& path, const SvdResult& result,
                    const Provenance& provenance);

/// What the columns of ratings are.
struct PcaOfRatings {
  std::vector<std::string> book_ids;  ///< of all books, on rank 0; empty elsewhere
  std::string fill;                   ///< what stands where nothing is rated, as `pca` names it
};

/// Collective. Writes a pca file (`crucible-pca`): /axes (columns x k), /means, /scales,
/// /standard_deviations, /explained_variance, /singular_values, if `scores` /scores (rows x k), and of
/// ratings /columns/id (`of_ratings` is null for another matrix). The file is sealed and never written in
/// place. Throws what write_sealed() throws.
void write_pca_file(const Communicator& comm, const std::string& path, const PcaResult& result, bool scores,
                    const PcaOfRatings* of_ratings, const Provenance& provenance);

/// Collective. Throws UsageError, which names the file at `path`, if its axes are those of ratings of other
/// books, or were filled in another way; `ratings` is null for another matrix.
void check_axes_fit(const Communicator& comm, const std::string& path, const PcaOfRatings* ratings);

/// Collective. Checks a pca file and reads what rows are projected with; the same on every rank. Throws
/// InputError.
PcaAxes read_pca_axes(const Communicator& comm, const std::string& path);

/// Collective. Writes a file of projected rows (`crucible-scores`): /scores (rows x k). `axes` names the file
/// of the axes. The file is sealed and never written in place. Throws what write_sealed() throws.
void write_scores_file(const Communicator& comm, const std::string& path, const RowSlab& scores,
                       const std::string& axes, const Provenance& provenance);

}  // namespace crucible
