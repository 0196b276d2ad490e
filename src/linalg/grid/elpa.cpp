#include "crucible/core/error.hpp"
#include "grid/symmetric_eigen.hpp"

#ifdef CRUCIBLE_WITH_ELPA

#include "crucible/core/narrow.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/mpi/fortran_handle.hpp"
#include "grid/elements.hpp"
#include "grid/norms.hpp"
#include "grid/scalapack.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <string>

#include <elpa/elpa.h>

namespace crucible {

namespace {

/// ELPA, once for the process. It makes no call of MPI at either end.
class ElpaLibrary {
 public:
  ElpaLibrary() : code_(elpa_init(ELPA_API_VERSION)) {}
  ~ElpaLibrary() {
    int code = ELPA_OK;
    elpa_uninit(&code);
  }
  ElpaLibrary(const ElpaLibrary&) = delete;
  ElpaLibrary& operator=(const ElpaLibrary&) = delete;

  int code() const noexcept { return code_; }

 private:
  int code_;
};

int start_elpa() {
  static const ElpaLibrary library;
  return library.code();
}

/// One problem of ELPA's. Nothing in it throws, so that all ranks of a grid come to the destructor, which
/// frees communicators. After the first error the other calls do nothing.
class ElpaProblem {
 public:
  ElpaProblem() : code_(start_elpa()) {
    if (code_ == ELPA_OK) handle_ = elpa_allocate(&code_);
  }
  ~ElpaProblem() {
    int code = ELPA_OK;
    if (handle_ != nullptr) elpa_deallocate(handle_, &code);
  }
  ElpaProblem(const ElpaProblem&) = delete;
  ElpaProblem& operator=(const ElpaProblem&) = delete;

  void set(const char* name, int value) noexcept {
    if (code_ == ELPA_OK) elpa_set_integer(handle_, name, value, &code_);
  }
  void setup() noexcept {
    if (code_ == ELPA_OK) code_ = elpa_setup(handle_);
  }
  void solve(double* a, double* values, double* vectors) noexcept {
    if (code_ == ELPA_OK) elpa_eigenvectors(handle_, a, values, vectors, &code_);
  }
  int code() const noexcept { return code_; }

 private:
  int code_;
  elpa_t handle_ = nullptr;
};

/// `code` of this rank's ELPA, ELPA_OK outside the grid.
int solve_on_grid(BlockCyclicMatrix& a, std::vector<double>& values, BlockCyclicMatrix& vectors) {
  const ProcessGrid& grid = a.grid();
  const Communicator members = grid.comm().split(grid.member() ? 0 : 1, grid.comm().rank());
  if (!grid.member()) return ELPA_OK;
  ElpaProblem problem;
  problem.set("na", narrow<int>(a.rows()));
  problem.set("nev", narrow<int>(a.rows()));
  problem.set("local_nrows", narrow<int>(a.leading_dimension()));
  problem.set("local_ncols", narrow<int>(a.local_columns()));
  problem.set("nblk", a.block());
  problem.set("mpi_comm_parent", fortran_handle(members));
  problem.set("process_row", grid.row());
  problem.set("process_col", grid.column());
  problem.setup();
  problem.set("solver", ELPA_SOLVER_1STAGE);
  problem.solve(a.data(), values.data(), vectors.data());
  return problem.code();
}

void check_elpa(const Communicator& comm, int code) {
  const std::int32_t worst = comm.min_value<std::int32_t>(code);  // all errors are negative
  if (worst == ELPA_OK) return;
  const std::string message =
      "ELPA failed with error " + std::to_string(worst) + " (elpa_constants.h names it)";
  if (worst == ELPA_ERROR || worst == ELPA_ERROR_DURING_COMPUTATION)
    throw_on_all_ranks(NumericalError(message));
  throw_on_all_ranks(Error(ErrorKind::foreign, message));
}

/// Writes the upper triangle of `a` into the lower one too. ELPA reads both. `room` is used up.
void symmetrise(BlockCyclicMatrix& a, BlockCyclicMatrix& room) {
  for (std::int64_t j = 0; j < a.local_columns(); ++j) {
    const std::int64_t above = a.row_axis().first_local(a.grid().row(), a.global_column(j));
    const std::int64_t upper = a.row_axis().first_local(a.grid().row(), a.global_column(j) + 1);
    double* column = a.data() + j * a.leading_dimension();
    double* copied = room.data() + j * room.leading_dimension();
    std::copy_n(column, above, copied);
    std::fill(copied + above, copied + a.local_rows(), 0.0);
    std::fill(column + upper, column + a.local_rows(), 0.0);
  }
  constexpr int one = 1;
  const int n = narrow<int>(a.rows());
  const double unit = 1;
  if (a.grid().member())
    pdtran_(&n, &n, &unit, room.data(), &one, &one, room.descriptor().data(), &unit, a.data(), &one, &one,
            a.descriptor().data());
}

/// Brings the elements near 1 and returns the power of two that did so. Where several ranks divide and
/// conquer, ELPA 2022.11 deflates by an absolute tolerance: small matrices would lose digits. Collective.
double scale_for_elpa(BlockCyclicMatrix& a) {
  double largest = 0;
  for_each_element(
      a, [&](double value, std::int64_t, std::int64_t) { largest = std::max(largest, std::abs(value)); });
  const double scale = safe_scale(a.grid().comm().max_value(largest));
  for_each_element(a, [scale](double& value, std::int64_t, std::int64_t) { value *= scale; });
  return scale;
}

}  // namespace

bool has_elpa() noexcept { return true; }

std::vector<double> eigen_by_elpa(BlockCyclicMatrix& a, BlockCyclicMatrix& vectors) {
  require(a.rows() == a.columns() && vectors.descriptor() == a.descriptor(),
          "eigen_by_elpa: the matrices must be square and alike");
  symmetrise(a, vectors);
  a.check_finite("the symmetric matrix");  // ELPA would write of it
  const double scale = scale_for_elpa(a);
  std::vector<double> values(static_cast<std::size_t>(a.rows()));
  const int code = solve_on_grid(a, values, vectors);
  const Communicator& comm = a.grid().comm();
  check_elpa(comm, code);
  comm.broadcast(std::span<double>(values));
  for (double& value : values) value /= scale;
  return values;
}

}  // namespace crucible

#else

namespace crucible {

bool has_elpa() noexcept { return false; }

std::vector<double> eigen_by_elpa(BlockCyclicMatrix& /*a*/, BlockCyclicMatrix& /*vectors*/) {
  throw LogicError("crucible was built without ELPA");
}

}  // namespace crucible

#endif
