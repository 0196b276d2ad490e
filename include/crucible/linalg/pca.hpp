#pragma once

#include "crucible/linalg/svd.hpp"
#include "crucible/linalg/truncated_svd.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// What is done to the columns of a matrix before it is decomposed.
enum class PcaColumns : std::uint8_t {
  as_given,
  centred,       ///< their means are subtracted
  standardised,  ///< and then they are divided by their standard deviations; constant ones become 0
};

/// Axes that rows can be projected onto. The same on every rank.
struct PcaAxes {
  std::vector<double> means;   ///< one per column, subtracted first
  std::vector<double> scales;  ///< one per column, above 0; what is left is divided by them
  RowMatrixD axes;             ///< (columns x k)
};

/// Principal components of a (rows x columns) matrix whose rows are the observations.
struct PcaResult {
  std::vector<double> means;       ///< one per column; zeros if the columns are as given
  std::vector<double> spreads;     ///< standard deviations of the columns; empty if they are as given
  std::vector<double> scales;      ///< what the columns were divided by; ones unless standardised
  std::vector<double> deviations;  ///< k standard deviations along the axes: singular value / sqrt(rows - 1)
  std::vector<double>
      variance_share;  ///< k explained variance ratios: shares of the variance of the whole prepared matrix
  SvdResult svd;       ///< of the prepared matrix: v are the principal axes

  /// Local. This rank's rows of the scores U S = ((A - means) / scales) V, (rows x k).
  RowSlab scores() const;
};

/// Collective. Prepares the columns and decomposes the result. Throws what svd() throws, and UsageError for a
/// matrix with fewer than two rows.
PcaResult pca(const Communicator& comm, RowSlab a, PcaColumns columns, const SvdOptions& options = {});

/// Collective. The first `rank` principal axes of a dense matrix by truncated_svd(). Throws what that throws,
/// and UsageError for a matrix with fewer than two rows.
PcaResult pca(const Communicator& comm, RowSlab a, PcaColumns columns, std::int64_t rank,
              const KrylovOptions& options);

/// Collective. The first `rank` principal axes of sparse + terms, prepared without ever making the matrix
/// dense. Throws what truncated_svd() throws, and UsageError for a matrix with fewer than two rows.
PcaResult pca(const Communicator& comm, const SparseRows& sparse, const LowRankTerms& terms,
              PcaColumns columns, std::int64_t rank, const KrylovOptions& options = {});

/// Local. This rank's scores of the rows of `a`, ((A - means) / scales) axes, (rows x k). Throws UsageError
/// if the numbers of columns differ.
RowSlab project(const RowSlab& a, const PcaAxes& onto);
/// Local. The same for sparse + terms.
RowSlab project(const SparseRows& sparse, const LowRankTerms& terms, const PcaAxes& onto);

/// Local, pure. How many principal components stand out of noise that is the same in all columns, by their
/// size alone. Kritchman and Nadler, IEEE Trans. Signal Process. 57 (2009): one after the other, the squared
/// singular values are compared with the largest that noise of the estimated variance has (the edge of
/// Marchenko and Pastur plus the 99 % quantile of Tracy and Widom). `singular_values`: the largest ones of
/// the (observations x columns) matrix, descending; `frobenius`: its norm. For centred data `observations` is
/// the number of rows minus 1.
std::int64_t components_above_noise(const std::vector<double>& singular_values, double frobenius,
                                    std::int64_t observations, std::int64_t columns);

/// Collective. Horn's parallel analysis: singular values of matrices of (rows x spreads.size()) independent
/// normal numbers with the deviations `spreads` in its columns, centred. Returns, for each of the first
/// `wanted`, the 95 % quantile over `draws` such matrices. The same on every rank and at any number of ranks
/// but for rounding. Throws what svd() throws.
std::vector<double> noise_singular_values(const Communicator& comm, std::int64_t rows,
                                          const std::vector<double>& spreads, std::int64_t wanted, int draws,
                                          std::uint64_t seed);

}  // namespace crucible
