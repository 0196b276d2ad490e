#include "dense/pdgesvd.hpp"

#include "crucible/core/narrow.hpp"
#include "crucible/mpi/collective.hpp"
#include "grid/routines.hpp"
#include "grid/scalapack.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace crucible {

namespace {

constexpr int one = 1;

}  // namespace

void check_pdgemr2d(std::int64_t rows, std::int64_t columns, GridShape grid, int block) {
  constexpr std::int64_t limit = std::int64_t{1} << 28U;
  const std::int64_t ranks = grid.size();
  const std::int64_t cyclic = CyclicAxis{rows, block, grid.rows}.local_count(0) *
                              CyclicAxis{columns, block, grid.columns}.local_count(0);
  const std::int64_t largest = std::max((rows + ranks - 1) / ranks * columns, cyclic);
  if (largest > limit)
    throw Error(ErrorKind::memory,
                "pdgesvd cannot return the singular vectors of a matrix of " + std::to_string(rows) + " x " +
                    std::to_string(columns) + " on " + std::to_string(ranks) + " ranks: they have " +
                    std::to_string(largest) +
                    " elements on one rank and its pdgemr2d stops above 268435456; use more ranks "
                    "or another method");
}

std::int64_t pdgesvd_workspace(std::int64_t rows, std::int64_t columns, GridShape grid, int block,
                               bool vectors) {
  const std::int64_t ranks = grid.size();
  const std::int64_t nb = block;
  const std::int64_t mp = CyclicAxis{rows, block, grid.rows}.local_count(0);
  const std::int64_t nq = CyclicAxis{columns, block, grid.columns}.local_count(0);
  const std::int64_t vt_rows = CyclicAxis{columns, block, grid.rows}.local_count(0);
  const std::int64_t to_bidiagonal = std::max(nb * (mp + nq + 1) + nq, mp + nq);
  const std::int64_t back = std::max((nb * (nb - 1)) / 2, std::max(nq + mp, vt_rows + nq) * nb) + nb * nb;
  const std::int64_t rotated = columns * ((rows + ranks - 1) / ranks + (columns + ranks - 1) / ranks);
  const std::int64_t from_bidiagonal =
      (vectors ? rotated : 0) + std::max<std::int64_t>({1, 4 * columns, vectors ? back : 0});
  return 2 + 6 * rows + std::max(to_bidiagonal, from_bidiagonal);
}

std::vector<double> singular_values_pdgesvd(BlockCyclicMatrix& a, BlockCyclicMatrix* u,
                                            BlockCyclicMatrix* vt) {
  const bool vectors = u != nullptr;
  const int m = narrow<int>(a.rows());
  const int n = narrow<int>(a.columns());
  require(m >= n && vectors == (vt != nullptr),
          "pdgesvd is called with tall matrices, for both sides or neither");
  if (vectors) check_pdgemr2d(a.rows(), a.columns(), a.grid().shape(), a.block());
  const Communicator& comm = a.grid().comm();
  const double frobenius = a.frobenius_norm();
  std::vector<double> values(static_cast<std::size_t>(n));
  int info = 0;
  const std::int64_t needed = pdgesvd_workspace(a.rows(), a.columns(), a.grid().shape(), a.block(), vectors);
  workspace_length("pdgesvd", needed, 0);
  if (a.grid().member()) {
    const char* job = vectors ? "V" : "N";
    const auto call = [&](double* work, int length) {
      pdgesvd_(job, job, &m, &n, a.data(), &one, &one, a.descriptor().data(), values.data(),
               vectors ? u->data() : nullptr, &one, &one,
               vectors ? u->descriptor().data() : a.descriptor().data(), vectors ? vt->data() : nullptr, &one,
               &one, vectors ? vt->descriptor().data() : a.descriptor().data(), work, &length, &info);
    };
    // The query writes to more than the first element: it also uses the workspace behind its pointers.
    std::vector<double> asked(6 * static_cast<std::size_t>(m) + 16);
    call(asked.data(), -1);
    const int length = workspace_length("pdgesvd", needed, asked[0]);
    std::vector<double> work(static_cast<std::size_t>(length));
    call(work.data(), length);
    // min(m, n) + 1 means that the ranks' singular values differ in the last bits, as they do on ranks that
    // own no rows. The code below takes the values of rank 0 and checks them, because this INFO may also mean
    // worse.
    if (info == n + 1) info = 0;
  }
  check_info(comm, "pdgesvd", info);
  comm.broadcast(std::span<double>(values));
  check_singular_values("pdgesvd", values, frobenius, rounding_tolerance(a.rows()));
  return values;
}

double rounding_tolerance(std::int64_t rows) {
  return 100 * static_cast<double>(rows) * std::numeric_limits<double>::epsilon();
}

void check_singular_values(const char* routine, const std::vector<double>& values, double frobenius,
                           double tolerance) {
  const auto fail = [&](const std::string& problem) {
    throw_on_all_ranks(NumericalError(std::string(routine) + " returned singular values that " + problem +
                                      ", so it did not converge: try another method"));
  };
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) fail("are not finite");
    if (values[i] < 0) fail("are negative");
    if (i > 0 && values[i] > values[i - 1]) fail("are not descending");
    if (frobenius > 0) sum += (values[i] / frobenius) * (values[i] / frobenius);
  }
  if (frobenius > 0 && std::abs(sum - 1) > tolerance)
    fail("do not add up to the norm of the matrix (sum of squares off by " +
         std::to_string(std::abs(sum - 1)) + ")");
}

}  // namespace crucible
