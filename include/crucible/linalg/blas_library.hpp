#pragma once

#include <string>

namespace crucible {

/// Local. Makes BLAS run on one thread in this process. The ranks already use all cores, and a second pool of
/// threads on the same cores makes everything slower. Call it once at start-up. Dense decompositions take
/// more threads for as long as they have the cores.
void use_one_blas_thread() noexcept;

/// Local. Call it first in main(), before MPI starts. OpenBLAS takes its kernels of 2004, without AVX, for a
/// processor that is newer than itself, and everything dense takes far longer (docs/svd.md). If it does so
/// here and OPENBLAS_CORETYPE is not set, this starts the program again with that variable naming kernels
/// that the processor can run. It returns if there is nothing to mend.
void use_fast_blas_kernels(char** argv);

/// The BLAS that this process runs with.
struct BlasLibrary {
  std::string build;   ///< name, version and options
  std::string kernel;  ///< the processor that its routines are written for
  int threads = 0;
};

/// Local.
BlasLibrary blas_library();

/// What kernels of BLAS may use.
struct VectorUnits {
  bool avx2 = false;    ///< and FMA
  bool avx512 = false;  ///< with the parts that all server processors have
};

/// Local. Those of this processor.
VectorUnits vector_units() noexcept;

/// Local, pure. The value of OPENBLAS_CORETYPE under which `library` has faster kernels for a processor with
/// these units; empty if it has good ones.
std::string better_blas_kernels(const BlasLibrary& library, VectorUnits units);

}  // namespace crucible
