#pragma once

namespace crucible {

/// Makes BLAS run on one thread in this process: ranks share the cores already, and a second pool of threads
/// on the same cores makes everything slower. Call it once at start-up.
void use_one_blas_thread() noexcept;

}  // namespace crucible
