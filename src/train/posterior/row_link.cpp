#include "posterior/row_link.hpp"

#include "crucible/mpi/collective.hpp"
#include "posterior/row_prior.hpp"
#include "posterior/row_products.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include <Eigen/Eigenvalues>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

double evidence_of(double trace, double trace_of_square, double rows) noexcept {
  return trace_of_square - trace * trace / std::max(rows, 1.0);
}

/// Coordinates in which the rows' prior has covariance I, and the link's is diagonal.
struct LinkCoordinates {
  MatrixD to;                ///< d x d: a row times this
  MatrixD from;              ///< the other way round
  std::vector<float> ridge;  ///< of each column: the precision of the link
};

/// This rank's rows times `map`. Local.
void transform(const Kernels& kernels, const ChainSide& side, const MatrixD& map, AlignedFloats& rows) {
  multiply_rows(kernels, side.row(rows, side.own.begin), side.own.size(), map);
}

/// Adds `size` x a standard normal number to each column of a row.
void add_noise(float* row, const std::vector<float>& size, RandomStream random) {
  for (std::size_t c = 0; c < size.size(); ++c) row[c] += size[c] * static_cast<float>(random.normal());
}

/// The rated rows of the draw less `mean`, without columns that are not linked.
AlignedFloats rows_about(const ChainSide& side, const std::vector<double>& mean, std::int64_t columns) {
  AlignedFloats rows(side.draw.size());
  for (std::int64_t r = 0; r < side.total; ++r) {
    if (side.rated[at(r)] == 0) continue;
    for (std::int64_t c = 0; c < columns; ++c)
      side.row(rows, r)[c] = side.row(side.draw, r)[c] - static_cast<float>(mean[at(c)]);
  }
  return rows;
}

/// The precision of a side's rows about their means, and that of the link's rows.
struct LinkPrecisions {
  MatrixD rows;
  MatrixD link;
};

/// Collective. Before there is a link: of the rows' variance, a share is the link's, times the mean square of
/// the pattern's rows about their mean.
LinkPrecisions first_precisions(const Communicator& comm, const Kernels& kernels, const RowPattern& pattern,
                                const ChainSide& side, const ChainSide& other, std::int64_t columns) {
  AlignedFloats rows = rows_about(side, side.prior.mean, columns);
  center_rows(side, rows);
  AlignedFloats patterned(at(other.total * side.stride));
  pattern.multiply_transposed(comm, kernels, other, rows, patterned);
  const double share = linked_share({.rows = side.rated_rows,
                                     .trace = pattern.trace(),
                                     .trace_of_square = pattern.trace_of_square(),
                                     .products = gram_of(kernels, rows.data(), side.total, columns),
                                     .patterned = gram_of(kernels, patterned.data(), other.total, columns)});
  const MatrixD total = side.prior.precision.topLeftCorner(columns, columns);
  const double left = 1 - share * pattern.trace() / side.rated_rows;
  return {total / left, total / share};
}

/// Collective. With the link's precision drawn given the last link.
LinkPrecisions drawn_precisions(const Communicator& comm, const Kernels& kernels, const ChainSide& side,
                                const ChainSide& other, const std::vector<double>& scale,
                                RandomStream random) {
  const std::int64_t columns = std::ssize(scale);
  const RowSums sums{.rows = other.rated_rows,
                     .sum = std::vector<double>(at(columns)),
                     .products = gram_of(kernels, side.link.data(), other.total, columns)};
  return {side.prior.precision.topLeftCorner(columns, columns),
          on_every_rank(comm, [&] { return draw_prior(sums, scale, random).precision; })};
}

/// Collective.
LinkCoordinates coordinates_of(const Communicator& comm, const LinkPrecisions& of) {
  constexpr double least_ridge = 1e-6;
  const Eigen::GeneralizedSelfAdjointEigenSolver<MatrixD> solver(of.link, of.rows);
  MatrixD vectors = solver.eigenvectors();
  std::vector<double> ridge(solver.eigenvalues().data(), solver.eigenvalues().data() + of.rows.rows());
  for (double& value : ridge) value = std::max(value, least_ridge);
  // Ranks on other processors may round otherwise.
  comm.broadcast(std::span<double>(vectors.data(), static_cast<std::size_t>(vectors.size())));
  comm.broadcast(std::span<double>(ridge));
  return {of.rows * vectors, vectors.transpose(), {ridge.begin(), ridge.end()}};
}

struct Solution {
  AlignedFloats rows;  ///< of the other side
  int steps = 0;
};

/// Collective. Solves (F^T F + diag(ridge)) x = rest for each column, by conjugate gradients with the
/// diagonal as preconditioner. `rest` becomes what is left, `work` has the rows of `side`.
Solution solve(const Communicator& comm, const Kernels& kernels, const RowPattern& pattern,
               const ChainSide& side, const ChainSide& other, const std::vector<float>& ridge,
               AlignedFloats& rest, AlignedFloats& work) {
  constexpr int most_steps = 30;
  constexpr double tolerance =
      0.05;  // of each column, in the preconditioner's norm: below the noise of a draw
  const std::int64_t columns = std::ssize(ridge);
  const auto every = [&](const auto& of) {
    for (std::int64_t j = 0; j < other.total; ++j)
      for (std::int64_t c = 0; c < columns; ++c) of(at(j), at(c), at(j * other.stride + c));
  };
  const auto ratio = [](double numerator, double denominator) {
    return denominator > 0 ? static_cast<float>(numerator / denominator) : 0.0F;
  };
  Solution solution{.rows = AlignedFloats(rest.size())};
  AlignedFloats direction(rest.size());
  AlignedFloats image(rest.size());
  const std::vector<float>& diagonal = pattern.diagonal();
  std::vector<double> first;
  std::vector<double> before(at(columns));
  for (; solution.steps < most_steps; ++solution.steps) {
    std::vector<double> now(at(columns));
    every([&](std::size_t j, std::size_t c, std::size_t i) {
      now[c] += static_cast<double>(rest[i]) * static_cast<double>(rest[i] / (diagonal[j] + ridge[c]));
    });
    if (first.empty()) first = now;
    const bool solved = std::equal(now.begin(), now.end(), first.begin(), [&](double left, double begin) {
      return left <= tolerance * tolerance * begin;
    });
    if (comm.broadcast_value(solved)) break;
    std::vector<float> kept(at(columns));
    for (std::size_t c = 0; c < kept.size(); ++c) kept[c] = ratio(now[c], before[c]);
    every([&](std::size_t j, std::size_t c, std::size_t i) {
      direction[i] = rest[i] / (diagonal[j] + ridge[c]) + kept[c] * direction[i];
    });
    pattern.multiply(comm, kernels, side, direction, work);
    pattern.multiply_transposed(comm, kernels, other, work, image);
    std::vector<double> curvature(at(columns));
    every([&](std::size_t, std::size_t c, std::size_t i) {
      image[i] += ridge[c] * direction[i];
      curvature[c] += static_cast<double>(direction[i]) * static_cast<double>(image[i]);
    });
    std::vector<float> length(at(columns));
    for (std::size_t c = 0; c < length.size(); ++c) length[c] = ratio(now[c], curvature[c]);
    every([&](std::size_t, std::size_t c, std::size_t i) {
      solution.rows[i] += length[c] * direction[i];
      rest[i] -= length[c] * image[i];
    });
    before = std::move(now);
  }
  return solution;
}

}  // namespace

bool has_evidence(const RowPattern& pattern, double rows) noexcept {
  constexpr double least = 200;  // a share to within .1
  return evidence_of(pattern.trace(), pattern.trace_of_square(), rows) >= least;
}

double linked_share(const LinkMoments& m) {
  constexpr double least_share = 0.01;
  constexpr double most_share = 0.8;
  constexpr double negligible = 1e-9;
  const MatrixD variance = m.products / std::max(m.rows, 1.0);
  const MatrixD link = (m.patterned - m.trace * variance) / evidence_of(m.trace, m.trace_of_square, m.rows);
  const Eigen::SelfAdjointEigenSolver<MatrixD> directions(variance);
  double sum = 0;
  int count = 0;
  for (Eigen::Index i = 0; i < variance.rows(); ++i) {
    if (!(directions.eigenvalues()(i) > negligible * directions.eigenvalues().maxCoeff())) continue;
    const auto direction = directions.eigenvectors().col(i);
    sum += direction.dot(link * direction) / directions.eigenvalues()(i);
    ++count;
  }
  return count == 0 ? least_share : std::clamp(sum / count, least_share, most_share);
}

std::int64_t draw_link(const Communicator& comm, const Kernels& kernels, const RowPattern& pattern,
                       ChainSide& side, const ChainSide& other, const std::vector<double>& scale,
                       const PosteriorStreams& streams, std::int64_t sweep) {
  if (!has_evidence(pattern, side.rated_rows)) return 0;
  const std::int64_t columns = std::ssize(scale);
  const bool first = squares_of(side.link) == 0;
  const LinkCoordinates coordinates = coordinates_of(
      comm,
      first ? first_precisions(comm, kernels, pattern, side, other, columns)
            : drawn_precisions(comm, kernels, side, other, scale, streams(sweep, side.draws.link_prior, 0)));

  // With noise of these sizes on the right-hand side, the solution of the normal equations is a draw.
  AlignedFloats rows = rows_about(side, side.prior.mean, columns);
  transform(kernels, side, coordinates.to, rows);
  const std::vector<float> ones(at(columns), 1.0F);
  for (std::int64_t r = side.own.begin; r < side.own.end; ++r)
    add_noise(side.row(rows, r), ones, streams(sweep, side.draws.link_noise, r));
  share_rows(comm, side, rows);
  AlignedFloats rest(at(other.total * side.stride));
  pattern.multiply_transposed(comm, kernels, other, rows, rest);
  std::vector<float> roots = coordinates.ridge;
  for (float& root : roots) root = std::sqrt(root);
  for (std::int64_t j = other.own.begin; j < other.own.end; ++j)
    if (other.rated[at(j)] != 0) add_noise(other.row(rest, j), roots, streams(sweep, side.draws.link, j));
  share_rows(comm, other, rest);
  Solution solution = solve(comm, kernels, pattern, side, other, coordinates.ridge, rest, rows);
  side.link = std::move(solution.rows);
  transform(kernels, other, coordinates.from, side.link);
  share_rows(comm, other, side.link);
  pattern.multiply(comm, kernels, side, side.link, side.linked);
  const std::int64_t of_other = 3 + (first ? 1 : 0) + solution.steps;
  const std::int64_t of_side = 2 + solution.steps;
  return of_other * other.own.size() + of_side * side.own.size();
}

}  // namespace crucible
