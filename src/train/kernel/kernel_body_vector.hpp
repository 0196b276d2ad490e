// Vectors of `W` floats, and the few operations that the kernels need. See kernel_body.hpp.

#include "kernel/kernel.hpp"

namespace crucible {
namespace {

template <int W>
struct VectorOf {
  using type [[gnu::vector_size(W * sizeof(float)), gnu::may_alias]] = float;
};
template <int W>
using Vector = typename VectorOf<W>::type;

template <int W>
inline Vector<W> load_vector(const float* from) {
  return *reinterpret_cast<const Vector<W>*>(from);
}
template <int W>
inline void store_vector(float* to, Vector<W> value) {
  *reinterpret_cast<Vector<W>*>(to) = value;
}

/// Vectors of D doubles.
template <int D>
struct DoublesOf {
  using type [[gnu::vector_size(D * sizeof(double)), gnu::may_alias, gnu::aligned(sizeof(double))]] = double;
};
template <int D>
using Doubles = typename DoublesOf<D>::type;

template <int D>
inline Doubles<D> load_doubles(const double* from) {
  return *reinterpret_cast<const Doubles<D>*>(from);
}
template <int D>
inline void store_doubles(double* to, Doubles<D> value) {
  *reinterpret_cast<Doubles<D>*>(to) = value;
}

/// to += value, in halves that fill a register as doubles.
template <int W>
inline void add_floats(double* to, Vector<W> value) {
  constexpr int D = W / 2;
  const auto* half = reinterpret_cast<const Vector<D>*>(&value);
  store_doubles<D>(to, load_doubles<D>(to) + __builtin_convertvector(half[0], Doubles<D>));
  store_doubles<D>(to + D, load_doubles<D>(to + D) + __builtin_convertvector(half[1], Doubles<D>));
}

/// The sum of the elements, by halves, so that the order is the same for every row.
template <int W>
inline float sum_of(Vector<W> v) {
  if constexpr (W == 16) {
    const Vector<8> low = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7);
    const Vector<8> high = __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
    return sum_of<8>(low + high);
  } else if constexpr (W == 8) {
    const Vector<4> low = __builtin_shufflevector(v, v, 0, 1, 2, 3);
    const Vector<4> high = __builtin_shufflevector(v, v, 4, 5, 6, 7);
    return sum_of<4>(low + high);
  } else {
    const Vector<4> pairs = v + __builtin_shufflevector(v, v, 2, 3, 0, 1);
    return pairs[0] + pairs[1];
  }
}

/// The sum of the elements in every element. It avoids the conversion to a scalar and back.
template <int W>
inline Vector<W> spread_sum(Vector<W> v) {
  if constexpr (W == 16) {
    v += __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
    v += __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11);
    v += __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
    return v + __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
  } else if constexpr (W == 8) {
    v += __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3);
    v += __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5);
    return v + __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6);
  } else {
    v += __builtin_shufflevector(v, v, 2, 3, 0, 1);
    return v + __builtin_shufflevector(v, v, 1, 0, 3, 2);
  }
}

/// Dot product of rows of any padded length, with two accumulators.
template <int W>
inline float dot_any(const float* p, const float* q, std::int64_t stride) {
  Vector<W> even{};
  Vector<W> odd{};
  std::int64_t i = 0;
  for (; i + 2 * W <= stride; i += 2 * W) {
    even += load_vector<W>(p + i) * load_vector<W>(q + i);
    odd += load_vector<W>(p + i + W) * load_vector<W>(q + i + W);
  }
  if (i < stride) even += load_vector<W>(p + i) * load_vector<W>(q + i);
  return sum_of<W>(even + odd);
}

struct Products {
  float dot, user_norm, book_norm;
};

/// p q, p p and q q in one pass.
template <int W>
inline Products products_of(const float* p, const float* q, std::int64_t stride) {
  Vector<W> dot{};
  Vector<W> user_norm{};
  Vector<W> book_norm{};
  for (std::int64_t i = 0; i < stride; i += W) {
    const Vector<W> pi = load_vector<W>(p + i);
    const Vector<W> qi = load_vector<W>(q + i);
    dot += pi * qi;
    user_norm += pi * pi;
    book_norm += qi * qi;
  }
  return {sum_of<W>(dot), sum_of<W>(user_norm), sum_of<W>(book_norm)};
}

/// p = p_keep p + p_step q and q = q_keep q + q_step p, both from the old values.
template <int W>
inline void step_any(float* p, float* q, std::int64_t stride, float p_keep, float p_step, float q_keep,
                     float q_step) {
  for (std::int64_t i = 0; i < stride; i += W) {
    const Vector<W> pi = load_vector<W>(p + i);
    const Vector<W> qi = load_vector<W>(q + i);
    store_vector<W>(q + i, q_keep * qi + q_step * pi);
    store_vector<W>(p + i, p_keep * pi + p_step * qi);
  }
}

}  // namespace
}  // namespace crucible
