#include "grid/symmetric_eigen.hpp"

namespace crucible {

std::vector<double> symmetric_eigen(BlockCyclicMatrix& a, BlockCyclicMatrix& vectors) {
  return has_elpa() ? eigen_by_elpa(a, vectors) : eigen_by_pdsyevd(a, vectors);
}

}  // namespace crucible
