#pragma once

#include "crucible/train/kernel.hpp"

namespace crucible {

/// The kernels of one instruction set for rows of `stride` floats. Where the compiler's target lacks a set,
/// its file is compiled for the baseline and never called (see kernels.cpp).
Kernels kernels_portable(std::int64_t stride);
Kernels kernels_avx2(std::int64_t stride);
Kernels kernels_avx512(std::int64_t stride);

}  // namespace crucible
