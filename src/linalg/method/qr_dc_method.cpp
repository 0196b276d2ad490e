#include "crucible/linalg/svd_method.hpp"
#include "dense/dense_kernels.hpp"
#include "method/doubt.hpp"
#include "method/problem_sizes.hpp"
#include "method/tall_svd.hpp"

#include <algorithm>
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

/// True if R is decomposed on one rank.
bool gathers(const ProblemSizes& s, const SvdOptions& options) {
  return s.n <= static_cast<double>(options.gather_limit);
}

double elements(const ProblemSizes& s, const SvdOptions& options) {
  return std::max(s.moving(), s.a + (gathers(s, options) ? 1 : 2) * s.square + 2 * s.vectors());
}

double elements_on_root(const ProblemSizes& s, const SvdOptions& options) {
  const bool alone = gathers(s, options);
  if (s.k == 0) return alone ? 2 * s.n * s.n : 0;
  return (alone ? 6 : 5) * s.n * s.n + 2 * s.k * s.n;
}

std::string obstacle(const ProblemSizes& s, GridShape /*grid*/, const SvdOptions& /*options*/) {
  return divide_and_conquer_obstacle(s);
}

}  // namespace

const SvdRoute svd_method::qr_dc{"qr-dc",   nullptr,           &run,     0, &exact_doubt,
                                 &elements, &elements_on_root, &obstacle};

}  // namespace crucible
