#include "crucible/core/error.hpp"
#include "crucible/core/narrow.hpp"
#include "truncated_peers.hpp"

#include <exception>
#include <span>
#include <string>

#include <slepceps.h>

namespace crucible {

namespace {

void check(PetscErrorCode code) {
  if (code != 0) throw NumericalError("SLEPc failed with code " + std::to_string(code));
}

/// What PETSC calls back for a product.
struct Product {
  const Communicator& comm;
  std::int64_t columns;
  IndexRange mine;
  const GramProduct& gram;
  std::int64_t count = 0;
  std::exception_ptr failure = nullptr;  ///< must not pass through PETSc's C
};

void multiply(Product& product, Vec x, Vec y) {
  const std::int64_t rows = product.mine.size();
  const PetscScalar* from = nullptr;
  check(VecGetArrayRead(x, &from));
  RowMatrixD z = product.gram(gather_rows(
      product.comm, {product.columns, product.mine, Eigen::Map<const RowMatrixD>(from, rows, 1)}));
  check(VecRestoreArrayRead(x, &from));
  product.comm.sum(std::span<double>(z.data(), static_cast<std::size_t>(z.size())));
  PetscScalar* to = nullptr;
  check(VecGetArray(y, &to));
  Eigen::Map<RowMatrixD>(to, rows, 1) = z.middleRows(product.mine.begin, rows);
  check(VecRestoreArray(y, &to));
  ++product.count;
}

PetscErrorCode call_multiply(Mat matrix, Vec x, Vec y) {
  void* context = nullptr;
  if (const PetscErrorCode code = MatShellGetContext(matrix, &context); code != 0) return code;
  Product& product = *static_cast<Product*>(context);
  try {
    multiply(product, x, y);
  } catch (...) {
    product.failure = std::current_exception();
    return PETSC_ERR_LIB;
  }
  return 0;
}

/// The pairs that were found. Their vectors are copied out one after the other.
GramEigen found(EPS solver, Mat matrix, const Product& product, std::int64_t rank) {
  PetscInt converged = 0;
  check(EPSGetConverged(solver, &converged));
  if (converged < rank) throw NumericalError("SLEPc found " + std::to_string(converged) + " pairs only");
  GramEigen result;
  result.vectors = {product.columns, product.mine, RowMatrixD(product.mine.size(), rank)};
  Vec vector = nullptr;
  check(MatCreateVecs(matrix, &vector, nullptr));
  for (std::int64_t i = 0; i < rank; ++i) {
    PetscScalar value = 0;
    const PetscScalar* elements = nullptr;
    check(EPSGetEigenpair(solver, narrow<PetscInt>(i), &value, nullptr, vector, nullptr));
    check(VecGetArrayRead(vector, &elements));
    result.vectors.values.col(i) = Eigen::Map<const Eigen::VectorXd>(elements, product.mine.size());
    check(VecRestoreArrayRead(vector, &elements));
    result.values.push_back(value);
  }
  check(VecDestroy(&vector));
  result.products = product.count;
  return result;
}

}  // namespace

GramEigen slepc_eigen(const Communicator& comm, std::int64_t columns, std::int64_t rank, double tolerance,
                      const GramProduct& gram) {
  PetscBool started = PETSC_FALSE;
  check(SlepcInitialized(&started));
  if (started == PETSC_FALSE) {
    PETSC_COMM_WORLD = comm.native();
    check(SlepcInitializeNoArguments());
    check(PetscPopSignalHandler());
  }
  Product product{comm, columns, even_part(columns, comm.size(), comm.rank()), gram};
  const auto rows = narrow<PetscInt>(product.mine.size());
  Mat matrix = nullptr;
  check(MatCreateShell(comm.native(), rows, rows, PETSC_DETERMINE, PETSC_DETERMINE, &product, &matrix));
  check(MatShellSetOperation(matrix, MATOP_MULT, reinterpret_cast<void (*)()>(&call_multiply)));
  EPS solver = nullptr;
  check(EPSCreate(comm.native(), &solver));
  check(EPSSetOperators(solver, matrix, nullptr));
  check(EPSSetProblemType(solver, EPS_HEP));
  check(EPSSetType(solver, EPSKRYLOVSCHUR));
  check(EPSSetWhichEigenpairs(solver, EPS_LARGEST_REAL));
  check(EPSSetDimensions(solver, narrow<PetscInt>(rank), PETSC_DEFAULT, PETSC_DEFAULT));
  check(EPSSetTolerances(solver, tolerance, PETSC_DEFAULT));
  const PetscErrorCode code = EPSSolve(solver);
  if (product.failure) std::rethrow_exception(product.failure);
  check(code);
  GramEigen result = found(solver, matrix, product, rank);
  check(EPSDestroy(&solver));
  check(MatDestroy(&matrix));
  return result;
}

}  // namespace crucible
