#include "reference_times.hpp"

#include "bench.hpp"
#include "crucible/core/error.hpp"
#include "crucible/core/narrow.hpp"
#include "grid/blas_threads.hpp"
#include "grid/scalapack.hpp"

#include <algorithm>
#include <vector>

namespace crucible {

using bench::Clock;
using bench::seconds_since;

double dgesdd_seconds(const MatrixD& a, int threads, const CoreSet& cores) {
  const BlasThreads on_these(threads, cores);
  MatrixD copy = a;
  const int m = narrow<int>(a.rows());
  const int n = narrow<int>(a.cols());
  const int k = std::min(m, n);
  std::vector<double> s(static_cast<std::size_t>(k));
  MatrixD u(m, k);
  MatrixD vt(k, n);
  std::vector<int> iwork(8 * static_cast<std::size_t>(k));
  double asked = 0;
  int length = -1;
  int info = 0;
  dgesdd_("S", &m, &n, copy.data(), &m, s.data(), u.data(), &m, vt.data(), &k, &asked, &length, iwork.data(),
          &info);
  std::vector<double> work(static_cast<std::size_t>(asked) + 1);
  length = narrow<int>(work.size());
  const auto start = Clock::now();
  dgesdd_("S", &m, &n, copy.data(), &m, s.data(), u.data(), &m, vt.data(), &k, work.data(), &length,
          iwork.data(), &info);
  const double seconds = seconds_since(start);
  if (info != 0) throw NumericalError("dgesdd failed with INFO = " + std::to_string(info));
  return seconds;
}

double dgemm_gigaflops() {
  const int n = 2000;
  const MatrixD a = MatrixD::Constant(n, n, 0.5);
  MatrixD c = MatrixD::Zero(n, n);
  const double one = 1;
  const double zero = 0;
  double best = 1e300;
  for (int round = 0; round < 3; ++round) {
    const auto start = Clock::now();
    dgemm_("N", "N", &n, &n, &n, &one, a.data(), &n, a.data(), &n, &zero, c.data(), &n);
    best = std::min(best, seconds_since(start));
  }
  return 2e-9 * n * n * n / best;
}

}  // namespace crucible
