#pragma once

#include "crucible/core/matrix.hpp"
#include "crucible/mpi/communicator.hpp"
#include "kernel/kernel.hpp"
#include "posterior/chain_side.hpp"
#include "posterior/draw_of.hpp"
#include "posterior/row_pattern.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

// How the prior means of a side's rows follow from their pattern (F, see RowPattern): they are the side's
// mean plus F times the link, a row for each row of the other side. So what a user has rated says something
// about the user before any rating is looked at, as the implicit part of SVD++ (Koren, "Factorization meets
// the neighborhood", KDD 2008). The link is drawn like the side features of Macau (Simm et al., "Macau:
// scalable Bayesian factorization with high-dimensional side information using MCMC", MLSP 2017), but its
// rows have a normal prior with a precision matrix of their own.

/// Sums over the rows of a side about their mean.
struct LinkMoments {
  double rows = 0;             ///< that have ratings
  double trace = 0;            ///< of G = C F F^T C, see RowPattern
  double trace_of_square = 0;  ///< of G^2
  MatrixD products;            ///< P^T P (d x d), for the rows P about their mean
  MatrixD patterned;           ///< P^T G P
};

/// Whether patterns differ and overlap enough for the share of the link to be estimated.
bool has_evidence(const RowPattern& pattern, double rows) noexcept;

/// The share of the variance of rows that follows from their pattern, by moments: off the diagonal of G, rows
/// have in common what the link gives them, and nothing else (Haseman and Elston, "The investigation of
/// linkage between a quantitative trait and a marker locus", Behavior Genetics 1972, for matrices). Averaged
/// over all directions, between .01 and .8. Pure.
double linked_share(const LinkMoments& moments);

/// Collective. Draws side.link given the drawn rows of `side` and their prior, and puts F times it into
/// side.linked. The precision of the link's rows is drawn given the last link; before there was one, it
/// follows from linked_share(). `scale` is that of the hyperprior, see draw_prior(): as many columns of a row
/// are linked as it has, the factors, and the bias or not. The same bits at any number of ranks. Returns how
/// many rows this rank has sent.
std::int64_t draw_link(const Communicator& comm, const Kernels& kernels, const RowPattern& pattern,
                       ChainSide& side, const ChainSide& other, const std::vector<double>& scale,
                       const PosteriorStreams& streams, std::int64_t sweep);

}  // namespace crucible
