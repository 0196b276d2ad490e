namespace {
constexpr int vector_floats = 16;
}

#include "kernel/kernel_body.hpp"
#include "kernel/kernel_sets.hpp"

namespace crucible {

Kernels kernels_avx512(std::int64_t stride) { return make_kernels(InstructionSet::avx512, stride); }

}  // namespace crucible
