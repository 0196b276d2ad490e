// How exact every route to a singular value decomposition is with every kind of matrix, beside the singular
// values of a Jacobi iteration in long double. Prints the table of docs/svd.md.
//
//   mpirun -n 2 svd_accuracy_bench [--shape MxN] [--method NAME]...
#include "bench.hpp"
#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/linalg/blas_library.hpp"
#include "crucible/mpi/session.hpp"
#include "matrices.hpp"
#include "svd_accuracy.hpp"

#include <cstdio>
#include <limits>
#include <string>
#include <vector>

namespace {

using namespace crucible;
using namespace crucible::testing;

/// A value of two digits.
std::string cell(double value) { return shortest(value, 2); }

std::string row(const std::string& matrix, const std::string& cells) {
  return "| " + matrix + " | " + cells + " |";
}

std::string cells_of(const SvdAccuracy& accuracy) {
  return std::to_string(accuracy.k) + " | " + cell(accuracy.residual) + " | " +
         cell(accuracy.left_orthogonality) + ", " + cell(accuracy.right_orthogonality) + " | " +
         cell(accuracy.error) + " | " + cell(accuracy.visible_error) + " | " + cell(accuracy.relative_error);
}

/// The line of one matrix; a matrix without finite values has no `truth`. Collective.
std::string line_of(const Communicator& comm, const HardMatrix& matrix, const PreciseVector& truth,
                    SvdMethod method) {
  const std::string name = matrix.name + " | " + to_string(method);
  try {
    const SvdResult result = svd(comm, slab_of(comm, matrix.a), accuracy_options(method, matrix.a));
    return row(name, cells_of(svd_accuracy(comm, matrix.a, truth, result)));
  } catch (const Error&) {
    return row(name, "refused | | | | |");
  }
}

HardMatrix with_nan(std::int64_t rows, std::int64_t columns) {
  HardMatrix matrix{"with a NaN", random_matrix(rows, columns)};
  matrix.a(rows / 2, columns / 2) = std::numeric_limits<double>::quiet_NaN();
  return matrix;
}

}  // namespace

int main(int argc, char** argv) {
  use_fast_blas_kernels(argv);
  MpiSession session(argc, argv);
  const Communicator& comm = session.world();
  use_one_blas_thread();
  GridShape shape{300, 100};
  std::vector<SvdMethod> methods;
  bench::each_option(argc, argv, [&](const std::string& name, const std::string& value) {
    if (name == "--shape") shape = parse_grid(value);
    if (name == "--method") methods.push_back(parse_svd_method(value));
  });
  if (methods.empty()) methods.assign(svd_methods().begin(), svd_methods().end());
  const auto say = [&](const std::string& line) {
    if (comm.is_root()) std::printf("%s\n", line.c_str());
  };
  say("| matrix | route | triplets | residual | orthogonality of U, V | error / (eps s1) | relative error "
      "above "
      "eps s1 | of all |");
  say("|---|---|---|---|---|---|---|---|");
  for (const HardMatrix& matrix : hard_matrices(shape.rows, shape.columns)) {
    const PreciseVector truth = precise_singular_values(matrix.a);
    for (const SvdMethod method : methods) say(line_of(comm, matrix, truth, method));
  }
  for (const SvdMethod method : methods) say(line_of(comm, with_nan(shape.rows, shape.columns), {}, method));
  return 0;
}
