#include "kernel/kernel.hpp"

#include "crucible/core/error.hpp"
#include "kernel/kernel_sets.hpp"

#include <string>

namespace crucible {

InstructionSet best_instruction_set() noexcept {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return InstructionSet::avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return InstructionSet::avx2;
#endif
  return InstructionSet::portable;
}

Kernels kernels_for(InstructionSet set, std::int64_t k) {
  if (set > best_instruction_set())
    throw UsageError("`instruction_set` " + std::string(name_of(set)) + ": this CPU has no more than " +
                     std::string(name_of(best_instruction_set())));
  const std::int64_t stride = padded_factors(k);
  switch (set) {
    case InstructionSet::portable:
      return kernels_portable(stride);
    case InstructionSet::avx2:
      return kernels_avx2(stride);
    case InstructionSet::avx512:
      return kernels_avx512(stride);
  }
  throw LogicError("unknown instruction set");
}

}  // namespace crucible
