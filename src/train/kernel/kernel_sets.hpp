#pragma once

#include "kernel/kernel.hpp"

namespace crucible {

/// The kernels of one instruction set for rows of `stride` floats. If the compiler's target lacks a set, its
/// file is compiled for the baseline and never called (see kernel.cpp).
Kernels kernels_portable(std::int64_t stride);
Kernels kernels_avx2(std::int64_t stride);
Kernels kernels_avx512(std::int64_t stride);

}  // namespace crucible
