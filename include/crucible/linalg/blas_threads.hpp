#pragma once

namespace crucible {

/// Local. Makes BLAS run on one thread in this process. The ranks already use all cores, and a second pool of
/// threads on the same cores makes everything slower. Call it once at start-up.
void use_one_blas_thread() noexcept;

}  // namespace crucible
