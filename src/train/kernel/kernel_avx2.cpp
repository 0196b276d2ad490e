namespace {
constexpr int vector_floats = 8;
}

#include "kernel/kernel_body.hpp"
#include "kernel/kernel_sets.hpp"

namespace crucible {

Kernels kernels_avx2(std::int64_t stride) { return make_kernels(InstructionSet::avx2, stride); }

}  // namespace crucible
