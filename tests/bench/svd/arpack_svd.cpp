#include "crucible/core/error.hpp"
#include "crucible/core/matrix.hpp"
#include "crucible/core/narrow.hpp"
#include "crucible/core/random.hpp"
#include "truncated_peers.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <arpack/parpack.h>

namespace crucible {

namespace {

/// The arrays of PARPACK, and their sizes, in its names.
struct Work {
  MPI_Fint comm;
  int n;
  int nev;
  int ncv;
  double tolerance;
  std::vector<double> resid = std::vector<double>(static_cast<std::size_t>(n));
  std::vector<double> v = std::vector<double>(static_cast<std::size_t>(n) * static_cast<std::size_t>(ncv));
  std::vector<double> workd = std::vector<double>(3 * static_cast<std::size_t>(n));
  int lworkl = ncv * (ncv + 8);
  std::vector<double> workl = std::vector<double>(static_cast<std::size_t>(lworkl));
  std::array<int, 11> iparam{1, 0, 10000, 1, 0, 0, 1, 0, 0, 0, 0};  // exact shifts, iterations, mode 1
  std::array<int, 11> ipntr{};
};

void check(const char* routine, int info) {
  if (info != 0) throw NumericalError(std::string(routine) + " failed with INFO = " + std::to_string(info));
}

}  // namespace

GramEigen arpack_eigen(const Communicator& comm, std::int64_t columns, std::int64_t rank, double tolerance,
                       const GramProduct& gram) {
  const std::int64_t basis = std::min(columns, 2 * rank + 20);
  const IndexRange mine = even_part(columns, comm.size(), comm.rank());
  Work w{MPI_Comm_c2f(comm.native()), narrow<int>(mine.size()), narrow<int>(rank), narrow<int>(basis),
         tolerance};
  RandomStream stream(1, RandomPurpose::krylov_start, static_cast<std::uint64_t>(comm.rank()));
  for (double& value : w.resid) value = stream.normal();
  GramEigen result;
  int info = 1;  // starts from resid
  for (int ido = 0; ido != 99;) {
    pdsaupd_c(w.comm, &ido, "I", w.n, "LM", w.nev, w.tolerance, w.resid.data(), w.ncv, w.v.data(), w.n,
              w.iparam.data(), w.ipntr.data(), w.workd.data(), w.workl.data(), w.lworkl, &info);
    if (ido != 1 && ido != -1) break;
    const double* from = w.workd.data() + w.ipntr[0] - 1;
    RowMatrixD z = gram(gather_rows(comm, {columns, mine, Eigen::Map<const RowMatrixD>(from, w.n, 1)}));
    comm.sum(std::span<double>(z.data(), static_cast<std::size_t>(z.size())));
    Eigen::Map<RowMatrixD>(w.workd.data() + w.ipntr[1] - 1, w.n, 1) = z.middleRows(mine.begin, mine.size());
    ++result.products;
  }
  check("pdsaupd", info);
  std::vector<int> select(static_cast<std::size_t>(w.ncv));
  std::vector<double> values(static_cast<std::size_t>(w.nev));
  MatrixD vectors(w.n, w.nev);
  pdseupd_c(w.comm, 1, "A", select.data(), values.data(), vectors.data(), w.n, 0, "I", w.n, "LM", w.nev,
            w.tolerance, w.resid.data(), w.ncv, w.v.data(), w.n, w.iparam.data(), w.ipntr.data(),
            w.workd.data(), w.workl.data(), w.lworkl, &info);
  check("pdseupd", info);
  result.values.assign(values.rbegin(), values.rend());
  result.vectors = {columns, mine, vectors.rowwise().reverse()};
  return result;
}

}  // namespace crucible
