#include "grid/norms.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

void NormSum::add(const Eigen::Ref<const RowMatrixD>& block) {
  const double largest = block.size() > 0 ? block.cwiseAbs().maxCoeff() : 0;
  if (largest == 0) return;
  // A power of two first: an element may be so small that its square, and even 1 / element, is no number.
  const double scale = safe_scale(largest);
  const double squares = (block * scale).squaredNorm() / ((scale * largest) * (scale * largest));
  const double common = std::max(largest, largest_);
  const auto share = [common](double part) { return (part / common) * (part / common); };
  squares_ = squares_ * share(largest_) + squares * share(largest);
  largest_ = common;
}

Norms NormSum::total(const Communicator& comm) const {
  Norms norms;
  norms.largest = comm.max_value(largest_);
  if (norms.largest == 0) return norms;
  const double share = largest_ / norms.largest;
  norms.ratio = std::sqrt(comm.sum_value(squares_ * share * share));
  norms.frobenius = norms.largest * norms.ratio;
  return norms;
}

Norms norms_of(const Communicator& comm, const RowMatrixD& local) {
  NormSum sum;
  sum.add(local);
  return sum.total(comm);
}

double safe_scale(double largest) {
  int exponent = 0;
  std::frexp(largest, &exponent);
  return std::ldexp(1.0, std::clamp(-exponent, -1020, 1020));
}

}  // namespace crucible
