// The kernel of score_kernel.hpp for any vector width. One source file per instruction set includes it.
// Everything here is internal to that file, and no template of the standard library is instantiated.
// Otherwise the linker could share a function with wide instructions between files, and it would run on
// processors without them.
#pragma once

#include <cstdint>

namespace {

template <int Bytes>
struct VectorOf {
  typedef float type __attribute__((vector_size(Bytes), aligned(Bytes), may_alias));
};

template <int Bytes, int Users, int Vectors>
void score_tile(const float* user_tile, const float* book_tile, const float* bias, std::int64_t k,
                const float* threshold, float* scores, std::uint64_t* above) {
  using Vector = typename VectorOf<Bytes>::type;
  constexpr int lanes = Bytes / static_cast<int>(sizeof(float));
  constexpr int books = lanes * Vectors;
  Vector sum[Users][Vectors];
#pragma GCC unroll 16
  for (int r = 0; r < Users; ++r)
#pragma GCC unroll 16
    for (int v = 0; v < Vectors; ++v) sum[r][v] = *reinterpret_cast<const Vector*>(bias + v * lanes);
  for (std::int64_t i = 0; i < k; ++i) {
    Vector book[Vectors];
#pragma GCC unroll 16
    for (int v = 0; v < Vectors; ++v)
      book[v] = *reinterpret_cast<const Vector*>(book_tile + i * books + v * lanes);
#pragma GCC unroll 16
    for (int r = 0; r < Users; ++r) {
      const float user = user_tile[i * Users + r];
#pragma GCC unroll 16
      for (int v = 0; v < Vectors; ++v) sum[r][v] += user * book[v];
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < Users; ++r) {
#pragma GCC unroll 16
    for (int v = 0; v < Vectors; ++v) *reinterpret_cast<Vector*>(scores + r * books + v * lanes) = sum[r][v];
  }
  for (int r = 0; r < Users; ++r) {
    std::uint64_t mask = 0;
    for (int c = 0; c < books; ++c)
      mask |= static_cast<std::uint64_t>(scores[r * books + c] > threshold[r] ? 1 : 0) << c;
    above[r] = mask;
  }
}

}  // namespace
