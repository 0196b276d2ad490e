#pragma once

#include "crucible/train/train_options.hpp"

#include <cstdint>

namespace crucible::bench {

/// Runs `rounds` rounds of independent multiply-adds in registers; the operations done (2 a multiply-add).
/// The sum goes to `result`, so that nothing is left out.
std::int64_t multiply_add_portable(std::int64_t rounds, float& result);
std::int64_t multiply_add_avx2(std::int64_t rounds, float& result);
std::int64_t multiply_add_avx512(std::int64_t rounds, float& result);

/// Single-precision operations a second, in thousand millions, of one core with this instruction set: a few
/// hundredths of a second of multiply-adds.
double measure_gigaflops(InstructionSet set);

/// Bytes read and written a second, in thousand millions, by one core that adds a number to each of an
/// array's floats, far larger than the caches.
double measure_memory_gigabytes();

}  // namespace crucible::bench
