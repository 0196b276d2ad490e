#include "core_limits.hpp"

#include "bench.hpp"
#include "crucible/core/error.hpp"
#include "kernel/factor_rows.hpp"

namespace crucible::bench {

double measure_gigaflops(InstructionSet set) {
  auto* const multiply_add = set == InstructionSet::avx512 ? &multiply_add_avx512
                             : set == InstructionSet::avx2 ? &multiply_add_avx2
                                                           : &multiply_add_portable;
  constexpr std::int64_t rounds = 10'000'000;
  float result = 0.5F;
  const auto start = Clock::now();
  const auto operations = static_cast<double>(multiply_add(rounds, result));
  const double seconds = seconds_since(start);
  require(result != 0, "the sum of multiply-adds cannot be zero");
  return operations / seconds * 1e-9;
}

double measure_memory_gigabytes() {
  constexpr std::size_t count = std::size_t{1} << 26U;
  static AlignedFloats array(count);
  const auto start = Clock::now();
  for (float& value : array) value += 1;
  return 2 * static_cast<double>(count * sizeof(float)) / seconds_since(start) * 1e-9;
}

}  // namespace crucible::bench
