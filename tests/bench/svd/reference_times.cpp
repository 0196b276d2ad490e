#include "reference_times.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/narrow.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

extern "C" {
void openblas_set_num_threads(int threads);
void dgemm_(const char* transa, const char* transb, const int* m, const int* n, const int* k,
            const double* alpha, const double* a, const int* lda, const double* b, const int* ldb,
            const double* beta, double* c, const int* ldc);
void dgesdd_(const char* jobz, const int* m, const int* n, double* a, const int* lda, double* s, double* u,
             const int* ldu, double* vt, const int* ldvt, double* work, const int* lwork, int* iwork,
             int* info);
}

namespace crucible {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

double dgesdd_seconds(const MatrixD& a, int threads) {
  openblas_set_num_threads(threads);
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
  openblas_set_num_threads(1);
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
