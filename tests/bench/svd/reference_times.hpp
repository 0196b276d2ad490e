#pragma once

#include "crucible/core/matrix.hpp"
#include "crucible/mpi/host_cores.hpp"

namespace crucible {

/// Seconds of LAPACK's dgesdd with singular vectors on this process alone, with `threads` BLAS threads,
/// several of them on `cores`, wherever the process is bound; as before afterwards.
double dgesdd_seconds(const MatrixD& a, int threads, const CoreSet& cores);

/// GFLOP/s of a (2000 x 2000) dgemm on one thread: the peak that everything is measured against.
double dgemm_gigaflops();

}  // namespace crucible
