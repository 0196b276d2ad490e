#include "crucible/linalg/svd_method.hpp"
#include "dense/dense_kernels.hpp"
#include "method/doubt.hpp"
#include "method/problem_sizes.hpp"
#include "method/row_qr.hpp"
#include "method/tall_svd.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

namespace crucible {

namespace {

/// Gathers R to rank 0 and decomposes it there.
TallSvd gathered(const BlockCyclicMatrix& r, Wanted wanted) {
  MatrixD whole = r.gather_to_root();
  return on_one_rank(r, r.columns(), wanted, [&] { return local_svd(std::move(whole), wanted.vectors); });
}

TallSvd run(BlockCyclicMatrix a, Wanted wanted, const SvdOptions& options) {
  return after_qr(std::move(a), [&](BlockCyclicMatrix r) {
    return r.columns() <= options.gather_limit ? gathered(r, wanted)
                                               : divide_and_conquer(std::move(r), wanted);
  });
}

/// Collective. By TSQR: no rank sends more than triangles, and a rank's share of the work has no panels that
/// others wait for. None if a rank has fewer rows than there are columns, or R is too large for one rank.
std::optional<RowsSvd> run_by_rows(const Communicator& comm, const RowSlab& a, double scale, Wanted wanted,
                                   const SvdOptions& options) {
  const std::int64_t n = a.columns();
  if (options.grid || n > options.gather_limit || comm.any(a.values.rows() < n)) return std::nullopt;
  RowQr qr(comm, to_column_major(a.values, scale));
  LonelySvd alone = decompose_alone(comm, [&] { return local_svd(qr.take_triangle(), wanted.vectors); });
  RowsSvd result;
  result.threads_alone = alone.threads;
  result.values = comm.broadcast_vector(alone.svd.values);
  if (!wanted.vectors) return result;
  result.v.resize(n, wanted.k);
  if (comm.is_root()) result.v = alone.svd.vt.topRows(wanted.k).transpose();
  comm.broadcast(std::span<double>(result.v.data(), static_cast<std::size_t>(result.v.size())));
  result.u = qr.multiply(comm.is_root() ? alone.svd.u.leftCols(wanted.k) : MatrixD(n, wanted.k));
  return result;
}

/// True if R is decomposed on one rank.
bool gathers(const ProblemSizes& s, const SvdOptions& options) {
  return s.n <= static_cast<double>(options.gather_limit);
}

/// True if there are no rows that run_by_rows() cannot take.
bool goes_by_rows(const ProblemSizes& s, const SvdOptions& options) {
  return !options.grid && gathers(s, options) && s.least_rows >= s.n;
}

/// U by columns and by rows, what is multiplied by Q, and V.
double multiplying_by_rows(const ProblemSizes& s) { return 2 * s.slab * s.k / s.n + 2 * s.k * s.n; }

std::optional<double> elements_by_rows(const ProblemSizes& s, const SvdOptions& options) {
  if (!goes_by_rows(s, options)) return std::nullopt;
  return s.slab + std::max(3 * s.n * s.n, multiplying_by_rows(s));  // reflectors, and triangles or results
}

double elements(const ProblemSizes& s, const SvdOptions& options) {
  const double of_triangle = s.square + (gathers(s, options) ? 2 * s.v() : 3 * s.v());
  return s.a + reflector_elements(s) + std::max(of_triangle, s.u() + 2 * s.v());
}

double elements_on_root(const ProblemSizes& s, const SvdOptions& options) {
  // R is gathered by way of a message and a slab; then dgesdd has R, both sides' vectors and a workspace.
  const double decomposing = (s.k == 0 ? 3 : 6) * s.n * s.n;
  if (goes_by_rows(s, options)) {
    // Reflectors of the rows and of each join; R's own vectors stay while U is multiplied.
    const double joins = std::ceil(std::log2(s.ranks)) * s.n * s.n;
    const double multiplying = s.k == 0 ? 0 : 2 * s.n * s.n + multiplying_by_rows(s);
    return s.slab + joins + std::max(decomposing, multiplying);
  }
  const double gathered = std::max(decomposing, s.k == 0 ? 0 : scattering_on_root(s));
  return s.a + s.square + (gathers(s, options) ? gathered : divide_and_conquer_on_root(s));
}

std::string obstacle(const ProblemSizes& s, GridShape /*grid*/, const SvdOptions& /*options*/) {
  return divide_and_conquer_obstacle(s);
}

}  // namespace

const SvdRoute svd_method::qr_dc{
    "qr-dc",      nullptr,           &run, 0, &exact_doubt, &elements, &elements_on_root, &obstacle,
    &run_by_rows, &elements_by_rows, true};

}  // namespace crucible
