// The singular values of a matrix that is computed block by block. It is never on disk, and no rank has all
// of it.
#include "crucible/linalg/blas_library.hpp"
#include "crucible/linalg/block_cyclic_matrix.hpp"
#include "crucible/linalg/svd.hpp"
#include "crucible/mpi/session.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

using namespace crucible;

constexpr std::int64_t size = 300;

// Element (i, j) of the matrix is min(i, j), counted from 1. Its singular values are known.
double known_value(std::int64_t place) {
  const double angle = std::numbers::pi * static_cast<double>(2 * place + 1) / (4 * size + 2);
  return 1 / (4 * std::sin(angle) * std::sin(angle));
}

int run(const Communicator& comm) {
  const auto grid = std::make_shared<const ProcessGrid>(comm, square_grid(comm.size()));
  BlockCyclicMatrix a(grid, size, size, 32);
  a.fill([](IndexRange rows, IndexRange columns, double* out, std::int64_t ld) {
    for (std::int64_t j = 0; j < columns.size(); ++j)
      for (std::int64_t i = 0; i < rows.size(); ++i)
        out[i + j * ld] = static_cast<double>(std::min(rows.begin + i, columns.begin + j) + 1);
  });
  const SvdResult result = svd(std::move(a));
  double worst = 0;
  for (std::int64_t i = 0; i < size; ++i) {
    const double known = known_value(i);
    worst = std::max(worst, std::abs(result.singular_values[static_cast<std::size_t>(i)] - known));
  }
  if (comm.is_root()) {
    std::printf("%s on a %s grid\n", to_string(result.method).c_str(), to_string(result.grid).c_str());
    for (std::size_t i = 0; i < 3; ++i)
      std::printf("singular value %d: %.6f\n", int(i + 1), result.singular_values[i]);
    std::printf("residual %.2g, orthogonality %.2g, furthest from what is known %.2g\n",
                result.checks.residual, result.checks.orthogonality, worst);
  }
  constexpr double lapack_accepts = 30;  // of the residual, in units of rounding
  constexpr double rounding = 1e-12;     // of a singular value, relative to the largest
  return result.checks.residual < lapack_accepts && worst < rounding * known_value(0) ? 0 : 1;
}

int main(int argc, char** argv) {
  const MpiSession session(argc, argv);
  use_one_blas_thread();
  return run(session.world());
}
