#include "crucible/linalg/blas_threads.hpp"

#include "grid/scalapack.hpp"

namespace crucible {

void use_one_blas_thread() noexcept { openblas_set_num_threads(1); }

}  // namespace crucible
