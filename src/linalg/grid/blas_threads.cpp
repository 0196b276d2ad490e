#include "crucible/linalg/blas_threads.hpp"

#include "grid/scalapack.hpp"

namespace crucible {

void use_one_blas_thread() noexcept { openblas_set_num_threads(1); }

BlasLibrary blas_library() {
  std::string build = openblas_get_config();
  while (build.ends_with(' ')) build.pop_back();
  return {build, openblas_get_corename(), openblas_get_num_threads()};
}

}  // namespace crucible
