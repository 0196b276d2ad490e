// Multiply-adds in registers, compiled once per instruction set: a file defines `vector_floats` and includes
// this.

#include <cstdint>

namespace {

using Vector [[gnu::vector_size(vector_floats * sizeof(float))]] = float;

/// Enough chains to fill two units with a latency of four or five cycles.
constexpr int chains = 12;

inline std::int64_t multiply_add(std::int64_t rounds, float& result) {
  Vector sum[chains];
  const Vector factor = Vector{} + 0.999F;
  const Vector term = Vector{} + 0.001F;
  for (int c = 0; c < chains; ++c) sum[c] = Vector{} + result + static_cast<float>(c);
  for (std::int64_t i = 0; i < rounds; ++i) {
#pragma GCC unroll 12
    for (int c = 0; c < chains; ++c) sum[c] = sum[c] * factor + term;
  }
  Vector total{};
  for (int c = 0; c < chains; ++c) total += sum[c];
  result = 0;
  for (int i = 0; i < vector_floats; ++i) result += total[i];
  return 2 * rounds * chains * vector_floats;
}

}  // namespace
