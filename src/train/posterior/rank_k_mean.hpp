#pragma once

#include "crucible/core/matrix.hpp"

#include <cstdint>

namespace crucible {

/// How the rows of two sides shrink from m columns to k: new rows = old rows x these.
struct RankKMaps {
  MatrixD users;  ///< m x k
  MatrixD books;  ///< m x k
};

/// The best approximation of rank k (Frobenius norm, all entries) of the product X Y^T, for X (users x m) and
/// Y (books x m) that are known by their Gram matrices X^T X and Y^T Y (m x m): its truncated singular value
/// decomposition U S V^T, without ever forming X Y^T. X times `users` gives U sqrt(user_rows), rows of
/// covariance I; Y times `books` gives V S / sqrt(user_rows). Columns beyond the rank of X Y^T are zero.
/// Local.
RankKMaps rank_k_maps(const MatrixD& user_gram, const MatrixD& book_gram, std::int64_t k, double user_rows);

}  // namespace crucible
