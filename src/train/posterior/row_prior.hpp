#pragma once

#include "crucible/core/matrix.hpp"
#include "crucible/core/random.hpp"

#include <vector>

namespace crucible {

/// The rows of one side (users or books) added up: what their common prior follows from.
struct RowSums {
  double rows = 0;          ///< that have ratings
  std::vector<double> sum;  ///< d
  MatrixD products;         ///< sum of x x^T (d x d)
};

/// The normal prior that the rows of one side share.
struct RowPrior {
  std::vector<double> mean;  ///< d
  MatrixD precision;         ///< d x d, symmetric and positive
};

/// Draws the mean and the precision of a side's rows from their normal-Wishart posterior (Salakhutdinov and
/// Mnih, "Bayesian probabilistic matrix factorization using Markov chain Monte Carlo", ICML 2008, equations
/// 14): `scale` (d) is the diagonal of the inverse scale matrix of the hyperprior, which has d degrees of
/// freedom and counts as two rows of mean 0. A pure function of its arguments. Local.
RowPrior draw_prior(const RowSums& sums, const std::vector<double>& scale, RandomStream& random);

/// A draw from the gamma distribution of this shape (>= 1/2) and scale 1 (Marsaglia and Tsang, 2000). Local.
double draw_gamma(double shape, RandomStream& random);

}  // namespace crucible
