namespace {
constexpr int vector_floats = 4;
}

#include "kernel/kernel_body.hpp"
#include "kernel/kernel_sets.hpp"

namespace crucible {

Kernels kernels_portable(std::int64_t stride) { return make_kernels(InstructionSet::portable, stride); }

}  // namespace crucible
