#include "grid/norms.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

Norms norms_of(const Communicator& comm, const RowMatrixD& local) {
  Norms norms;
  const double* values = local.data();
  for (std::int64_t i = 0; i < local.size(); ++i)
    norms.largest = std::max(norms.largest, std::abs(values[i]));
  norms.largest = comm.max_value(norms.largest);
  if (norms.largest == 0) return norms;
  double sum = 0;
  for (std::int64_t i = 0; i < local.size(); ++i)
    sum += (values[i] / norms.largest) * (values[i] / norms.largest);
  norms.ratio = std::sqrt(comm.sum_value(sum));
  norms.frobenius = norms.largest * norms.ratio;
  return norms;
}

double safe_scale(double largest) {
  int exponent = 0;
  std::frexp(largest, &exponent);
  return std::ldexp(1.0, std::clamp(-exponent, -1020, 1020));
}

}  // namespace crucible
