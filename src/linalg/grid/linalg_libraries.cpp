#include "crucible/linalg/linalg_libraries.hpp"

#include "crucible/linalg/blas_library.hpp"
#include "grid/symmetric_eigen.hpp"

namespace crucible {

std::vector<LibraryVersion> linalg_libraries() {
  const BlasLibrary blas = blas_library();
  const auto threads = std::to_string(blas.threads) + (blas.threads == 1 ? " thread" : " threads");
  std::vector<LibraryVersion> all = {
      {"BLAS", "", blas.build, "kernels for " + blas.kernel + ", " + threads + " a rank"},
      {"ScaLAPACK", CRUCIBLE_SCALAPACK_VERSION, "", ""}};  // no routine of it tells a version
  if (has_elpa()) all.push_back({"ELPA", CRUCIBLE_ELPA_VERSION, "", ""});
  return all;
}

}  // namespace crucible
