#include "grid/routines.hpp"

#include "crucible/core/narrow.hpp"
#include "crucible/mpi/collective.hpp"
#include "grid/scalapack.hpp"
#include "grid/symmetric_eigen.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace crucible {

namespace {

constexpr int one = 1;

int int_rows(const BlockCyclicMatrix& a) { return narrow<int>(a.rows()); }
int int_columns(const BlockCyclicMatrix& a) { return narrow<int>(a.columns()); }

/// Sizes of the largest local part. Every rank computes the same, so all ranks agree on bounds made from
/// them.
std::int64_t most_rows(const BlockCyclicMatrix& a) { return a.row_axis().local_count(0); }
std::int64_t most_columns(const BlockCyclicMatrix& a) { return a.column_axis().local_count(0); }

std::vector<double> doubles(std::int64_t count) {
  return std::vector<double>(static_cast<std::size_t>(std::max<std::int64_t>(1, count)));
}

/// An upper bound of the workspaces of pdormqr and pdormbr, for reflectors in `a` applied to `c` from the
/// left.
std::int64_t reflector_workspace(const BlockCyclicMatrix& a, const BlockCyclicMatrix& c) {
  const std::int64_t nb = a.block();
  const std::int64_t local = most_rows(c) + most_columns(c) + most_rows(a) + most_columns(a) + 2 * nb;
  return std::max(nb * (nb - 1) / 2, local * nb) + nb * nb;
}

/// Calls `routine(work, lwork)` twice on the ranks of the grid: first to ask for the length, then to work.
template <typename Routine>
void with_workspace(const BlockCyclicMatrix& a, const char* name, std::int64_t needed, Routine&& routine) {
  int info = 0;
  workspace_length(name, needed,
                   0);  // throws on every rank, also outside the grid, if the count is too large
  if (a.grid().member()) {
    double asked = 0;
    int length = -1;
    info = routine(&asked, &length);
    if (info == 0) {
      length = workspace_length(name, needed, asked);
      std::vector<double> work = doubles(length);
      info = routine(work.data(), &length);
    }
  }
  check_info(a.grid().comm(), name, info);
}

/// The whole vector on every rank. Ranks with `contributes` hold its elements along `axis` in `local`.
std::vector<double> replicate(const BlockCyclicMatrix& a, const CyclicAxis& axis, int part, bool contributes,
                              const std::vector<double>& local, std::int64_t count) {
  std::vector<double> all(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; contributes && i < count; ++i)
    if (axis.owner(i) == part)
      all[static_cast<std::size_t>(i)] = local[static_cast<std::size_t>(axis.local(i))];
  a.grid().comm().sum(std::span<double>(all));
  return all;
}

}  // namespace

void check_info(const Communicator& comm, const char* routine, int info) {
  const std::int32_t least = comm.min_value<std::int32_t>(info);
  const std::int32_t largest = comm.max_value<std::int32_t>(info);
  const std::int32_t worst = least < 0 ? least : largest;  // the same on every rank
  if (worst == 0) return;
  throw_on_all_ranks(NumericalError(std::string("ScaLAPACK's ") + routine +
                                    " failed with INFO = " + std::to_string(worst) +
                                    (worst < 0 ? " (an argument it does not accept)" : " (no convergence)")));
}

int workspace_length(const char* routine, std::int64_t needed, double asked) {
  constexpr std::int64_t limit = std::numeric_limits<int>::max();
  if (needed >= limit || asked >= static_cast<double>(limit))
    throw Error(ErrorKind::memory, std::string("ScaLAPACK's ") + routine + " needs a workspace of " +
                                       std::to_string(needed) +
                                       " elements on one rank, but can be given 2147483646: use more ranks");
  return narrow<int>(std::max(needed, static_cast<std::int64_t>(std::ceil(asked))) + 1);
}

std::vector<double> qr_factor(BlockCyclicMatrix& a) {
  const int m = int_rows(a);
  const int n = int_columns(a);
  std::vector<double> tau = doubles(a.local_columns());
  const std::int64_t needed = a.block() * (most_rows(a) + most_columns(a) + a.block());
  with_workspace(a, "pdgeqrf", needed, [&](double* work, const int* length) {
    int info = 0;
    pdgeqrf_(&m, &n, a.data(), &one, &one, a.descriptor().data(), tau.data(), work, length, &info);
    return info;
  });
  return tau;
}

void apply_qr_q(const BlockCyclicMatrix& a, const std::vector<double>& tau, BlockCyclicMatrix& c) {
  const int m = int_rows(c);
  const int n = int_columns(c);
  const int k = int_columns(a);
  with_workspace(a, "pdormqr", reflector_workspace(a, c), [&](double* work, const int* length) {
    int info = 0;
    pdormqr_("L", "N", &m, &n, &k, a.data(), &one, &one, a.descriptor().data(), tau.data(), c.data(), &one,
             &one, c.descriptor().data(), work, length, &info);
    return info;
  });
}

void form_q(BlockCyclicMatrix& a, const std::vector<double>& tau) {
  const int m = int_rows(a);
  const int n = int_columns(a);
  const std::int64_t needed = a.block() * (most_rows(a) + most_columns(a) + a.block());
  with_workspace(a, "pdorgqr", needed, [&](double* work, const int* length) {
    int info = 0;
    pdorgqr_(&m, &n, &n, a.data(), &one, &one, a.descriptor().data(), tau.data(), work, length, &info);
    return info;
  });
}

BlockCyclicMatrix upper_triangle(const BlockCyclicMatrix& a) {
  // Grid and blocks are the same, so the first columns() rows are a prefix of every local part.
  BlockCyclicMatrix r(a.shared_grid(), a.columns(), a.columns(), a.block());
  for (std::int64_t j = 0; j < r.local_columns(); ++j) {
    const std::int64_t kept = r.row_axis().first_local(r.grid().row(), r.global_column(j) + 1);
    std::copy_n(a.data() + j * a.leading_dimension(), kept, r.data() + j * r.leading_dimension());
  }
  return r;
}

Bidiagonal bidiagonalise(BlockCyclicMatrix& a) {
  const int m = int_rows(a);
  const int n = int_columns(a);
  require(m >= n, "bidiagonalise wants a tall matrix");
  std::vector<double> d = doubles(a.local_columns());
  std::vector<double> e = doubles(a.local_rows());
  Bidiagonal result;
  result.tau_q = doubles(a.local_columns());
  result.tau_p = doubles(a.local_rows());
  const std::int64_t needed = a.block() * (most_rows(a) + most_columns(a) + 1) + most_columns(a);
  with_workspace(a, "pdgebrd", needed, [&](double* work, const int* length) {
    int info = 0;
    pdgebrd_(&m, &n, a.data(), &one, &one, a.descriptor().data(), d.data(), e.data(), result.tau_q.data(),
             result.tau_p.data(), work, length, &info);
    return info;
  });
  const ProcessGrid& grid = a.grid();
  result.diagonal = replicate(a, a.column_axis(), grid.column(), grid.row() == 0, d, a.columns());
  result.off_diagonal = replicate(a, a.row_axis(), grid.row(), grid.column() == 0, e, a.columns() - 1);
  return result;
}

void apply_bidiagonal_q(const BlockCyclicMatrix& a, const Bidiagonal& b, BlockCyclicMatrix& c) {
  const int m = int_rows(c);
  const int n = int_columns(c);
  const int k = int_columns(a);
  with_workspace(a, "pdormbr", reflector_workspace(a, c), [&](double* work, const int* length) {
    int info = 0;
    pdormbr_("Q", "L", "N", &m, &n, &k, a.data(), &one, &one, a.descriptor().data(), b.tau_q.data(), c.data(),
             &one, &one, c.descriptor().data(), work, length, &info);
    return info;
  });
}

void apply_bidiagonal_p(const BlockCyclicMatrix& a, const Bidiagonal& b, BlockCyclicMatrix& c) {
  // pdormbr("P", "L", "N") should do this, but its check of the alignment is wrong and refuses every tall
  // matrix (ScaLAPACK 2.2.1). The reflectors of P start at element (1, 2) and act on row 2 and those below.
  constexpr int two = 2;
  const int m = int_rows(c) - 1;
  const int n = int_columns(c);
  if (m == 0) return;
  with_workspace(a, "pdormlq", reflector_workspace(a, c), [&](double* work, const int* length) {
    int info = 0;
    pdormlq_("L", "T", &m, &n, &m, a.data(), &one, &two, a.descriptor().data(), b.tau_p.data(), c.data(),
             &two, &one, c.descriptor().data(), work, length, &info);
    return info;
  });
}

std::vector<double> eigen_by_pdsyevd(BlockCyclicMatrix& a, BlockCyclicMatrix& vectors) {
  const int n = int_rows(a);
  const std::int64_t nb = a.block();
  const std::int64_t np = most_rows(a);
  const std::int64_t nq = most_columns(a);
  const std::int64_t reduction = 3 * a.rows() + std::max(nb * (np + 1), 3 * nb);
  // pdsyevd's own formula leaves out what pdormtr needs, and pdsyevd ignores the error that pdormtr then
  // reports. For matrices of few blocks the vectors would be wrong with INFO = 0.
  const std::int64_t needed =
      std::max(1 + 6 * a.rows() + 2 * np * nq, reduction) + 2 * a.rows() + reflector_workspace(a, vectors);
  const std::int64_t integers = 7 * a.rows() + 8 * static_cast<std::int64_t>(a.grid().shape().columns) + 2;
  std::vector<double> values(static_cast<std::size_t>(n));
  std::vector<int> iwork(static_cast<std::size_t>(integers));
  const int integers_length = narrow<int>(integers);
  with_workspace(a, "pdsyevd", needed, [&](double* work, const int* length) {
    int info = 0;
    pdsyevd_("V", "U", &n, a.data(), &one, &one, a.descriptor().data(), values.data(), vectors.data(), &one,
             &one, vectors.descriptor().data(), work, length, iwork.data(), &integers_length, &info);
    return info;
  });
  a.grid().comm().broadcast(std::span<double>(values));
  return values;
}

void cholesky_factor(BlockCyclicMatrix& a) {
  const int n = int_rows(a);
  int info = 0;
  if (a.grid().member()) pdpotrf_("U", &n, a.data(), &one, &one, a.descriptor().data(), &info);
  const Communicator& comm = a.grid().comm();
  if (const std::int32_t minor = comm.max_value<std::int32_t>(info); minor > 0)
    throw_on_all_ranks(NumericalError("the matrix is not positive definite: its leading minor of order " +
                                      std::to_string(minor) + " is not"));
  check_info(comm, "pdpotrf", info);
}

void solve_from_right(const BlockCyclicMatrix& r, BlockCyclicMatrix& c) {
  const int m = int_rows(c);
  const int n = int_columns(c);
  const double unit = 1;
  if (!c.grid().member()) return;
  for (const char* transposed : {"N", "T"})
    pdtrsm_("R", "U", transposed, "N", &m, &n, &unit, r.data(), &one, &one, r.descriptor().data(), c.data(),
            &one, &one, c.descriptor().data());
}

void invert_triangle(BlockCyclicMatrix& r) {
  const int n = int_rows(r);
  int info = 0;
  if (r.grid().member()) pdtrtri_("U", "N", &n, r.data(), &one, &one, r.descriptor().data(), &info);
  check_info(r.grid().comm(), "pdtrtri", info);
}

BlockCyclicMatrix symmetric_product(double factor, const BlockCyclicMatrix& a, const BlockCyclicMatrix& b) {
  BlockCyclicMatrix c(a.shared_grid(), a.columns(), a.columns(), a.block());
  const int k = int_rows(a);
  const int n = int_columns(a);
  const double zero = 0;
  if (a.grid().member())
    pdsyr2k_("U", "T", &n, &k, &factor, a.data(), &one, &one, a.descriptor().data(), b.data(), &one, &one,
             b.descriptor().data(), &zero, c.data(), &one, &one, c.descriptor().data());
  return c;
}

BlockCyclicMatrix gram_matrix(const BlockCyclicMatrix& a) {
  BlockCyclicMatrix gram(a.shared_grid(), a.columns(), a.columns(), a.block());
  const int m = int_rows(a);
  const int n = int_columns(a);
  const double unit = 1;
  const double zero = 0;
  if (a.grid().member())
    pdsyrk_("U", "T", &n, &m, &unit, a.data(), &one, &one, a.descriptor().data(), &zero, gram.data(), &one,
            &one, gram.descriptor().data());
  return gram;
}

BlockCyclicMatrix product(const BlockCyclicMatrix& a, const BlockCyclicMatrix& b) {
  require(a.columns() == b.rows(), "product: the inner sizes differ");
  BlockCyclicMatrix c(a.shared_grid(), a.rows(), b.columns(), a.block());
  const int m = int_rows(a);
  const int n = int_columns(b);
  const int k = int_columns(a);
  const double unit = 1;
  const double zero = 0;
  if (a.grid().member())
    pdgemm_("N", "N", &m, &n, &k, &unit, a.data(), &one, &one, a.descriptor().data(), b.data(), &one, &one,
            b.descriptor().data(), &zero, c.data(), &one, &one, c.descriptor().data());
  return c;
}

}  // namespace crucible
