// Whole-row operations (Gram matrices, products with a small matrix, AdamW) and the table of all kernels. See
// kernel_body.hpp.

namespace crucible {
namespace {

/// Products are summed in float over this many rows, then in double.
constexpr std::int64_t gram_rows = 64;

/// gram += rows^T rows for a tile of `height` rows x `width` vectors of the matrix at (i, j). The sums stay
/// in registers, and there are enough of them to hide the latency of the products.
template <int W, int height, int width>
inline void add_gram_tile(const float* rows, std::int64_t count, std::int64_t stride, std::int64_t i,
                          std::int64_t j, double* gram) {
  Vector<W> sum[height][width] = {};
  for (std::int64_t r = 0; r < count; ++r) {
    const float* row = rows + r * stride;
#pragma GCC unroll 2
    for (int w = 0; w < width; ++w) {
      const Vector<W> right = load_vector<W>(row + j + w * W);
#pragma GCC unroll 8
      for (int l = 0; l < height; ++l) sum[l][w] += row[i + l] * right;
    }
  }
  for (int l = 0; l < height; ++l) {
    for (int w = 0; w < width; ++w) {
      add_floats<W>(gram + (i + l) * stride + j + w * W, sum[l][w]);
    }
  }
}

template <int W>
void add_upper_gram(const float* rows, std::int64_t count, std::int64_t stride, double* gram) {
  constexpr int height = W == 16 ? 8 : 4;
  for (std::int64_t first = 0; first < count; first += gram_rows) {
    const std::int64_t some = first + gram_rows < count ? gram_rows : count - first;
    for (std::int64_t i = 0; i < stride; i += height) {
      std::int64_t j = i / W * W;
      for (; j + 2 * W <= stride; j += 2 * W)
        add_gram_tile<W, height, 2>(rows + first * stride, some, stride, i, j, gram);
      if (j < stride) add_gram_tile<W, height, 1>(rows + first * stride, some, stride, i, j, gram);
    }
  }
}

template <int W>
void add_gram(const float* rows, std::int64_t count, std::int64_t stride, double* gram) {
  add_upper_gram<W>(rows, count, stride, gram);
  for (std::int64_t i = 1; i < stride; ++i) {
    for (std::int64_t j = 0; j < i; ++j) gram[i * stride + j] = gram[j * stride + i];
  }
}

/// `rows` rows times a strip of `strip` vectors of the columns of a matrix of `width` columns. The order of
/// the sums is the same for every row.
template <int W, int rows, int strip>
inline void multiply_strip(const float* from, std::int64_t stride, const float* matrix, std::int64_t width,
                           std::int64_t j, float* result) {
  Vector<W> sum[rows][strip] = {};
  for (std::int64_t i = 0; i < stride; ++i) {
#pragma GCC unroll 8
    for (int l = 0; l < strip; ++l) {
      const Vector<W> column = load_vector<W>(matrix + i * width + j + l * W);
#pragma GCC unroll 8
      for (int r = 0; r < rows; ++r) sum[r][l] += from[r * stride + i] * column;
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < rows; ++r) {
#pragma GCC unroll 8
    for (int l = 0; l < strip; ++l) store_vector<W>(result + r * width + j + l * W, sum[r][l]);
  }
}

template <int W, int rows>
inline void project_some(const float* from, std::int64_t stride, const float* matrix, std::int64_t width,
                         float* result) {
  std::int64_t j = 0;
  for (; j + 2 * W <= width; j += 2 * W) multiply_strip<W, rows, 2>(from, stride, matrix, width, j, result);
  for (; j < width; j += W) multiply_strip<W, rows, 1>(from, stride, matrix, width, j, result);
}

template <int W>
void project(const float* rows, std::int64_t count, std::int64_t stride, const float* matrix,
             std::int64_t width, float* target) {
  std::int64_t r = 0;
  for (; r + 4 <= count; r += 4)
    project_some<W, 4>(rows + r * stride, stride, matrix, width, target + r * width);
  for (; r < count; ++r) project_some<W, 1>(rows + r * stride, stride, matrix, width, target + r * width);
}

template <int W, int rows>
inline void multiply_some(float* from, std::int64_t stride, const float* matrix, float* target) {
  constexpr std::int64_t longest = 4096;
  alignas(64) float result[rows * longest];
  project_some<W, rows>(from, stride, matrix, stride, result);
  for (std::int64_t i = 0; i < rows * stride; i += W) {
    const Vector<W> product = load_vector<W>(result + i);
    store_vector<W>(target + i, target == from ? product : load_vector<W>(target + i) + product);
  }
}

template <int W>
void multiply(float* rows, std::int64_t count, std::int64_t stride, const float* matrix, float* target) {
  std::int64_t r = 0;
  for (; r + 4 <= count; r += 4) multiply_some<W, 4>(rows + r * stride, stride, matrix, target + r * stride);
  for (; r < count; ++r) multiply_some<W, 1>(rows + r * stride, stride, matrix, target + r * stride);
}

void adamw(float* parameters, const float* gradients, float* moment1, float* moment2, std::int64_t count,
           const AdamWStep& step) {
  const float keep = 1 - step.rate * step.weight_decay;
  const float size = step.rate / step.bias_correction1;
  for (std::int64_t i = 0; i < count; ++i) {
    const float g = gradients[i];
    const float m = moment1[i] + (g - moment1[i]) * (1 - step.beta1);
    const float v = step.beta2 * moment2[i] + (1 - step.beta2) * g * g;
    moment1[i] = m;
    moment2[i] = v;
    parameters[i] =
        keep * parameters[i] - size * m / (__builtin_sqrtf(v) / step.root_bias_correction2 + step.epsilon);
  }
}

template <int W>
float dot(const float* p, const float* q, std::int64_t stride) {
  return dot_any<W>(p, q, stride);
}

template <int W>
void add_scaled(float* to, const float* from, float factor, std::int64_t stride) {
  for (std::int64_t i = 0; i < stride; i += W)
    store_vector<W>(to + i, load_vector<W>(to + i) + factor * load_vector<W>(from + i));
}

/// The rows of the book that is this far ahead are fetched, because training has driven them out of the
/// caches.
constexpr std::int64_t merge_ahead = 8;

template <int W>
void add_changes(const MergeRows& rows, std::int64_t stride, const float* weight, float* changes) {
  constexpr std::int64_t line = 16;
  for (std::int64_t i = 0; i < rows.count; ++i) {
    const std::int64_t coming = rows.book[i + merge_ahead < rows.count ? i + merge_ahead : i] * stride;
    for (std::int64_t j = 0; j < stride; j += line) {
      __builtin_prefetch(rows.now + coming + j, 1, 3);
      __builtin_prefetch(rows.common + coming + j, 1, 3);
    }
    if (weight[i] == 0) continue;
    const float* now = rows.now + rows.book[i] * stride;
    const float* common = rows.common + rows.book[i] * stride;
    float* change = changes + i * stride;
    for (std::int64_t j = 0; j < stride; j += W) {
      const Vector<W> moved = load_vector<W>(now + j) - load_vector<W>(common + j);
      store_vector<W>(change + j, load_vector<W>(change + j) + weight[i] * moved);
    }
  }
}

template <int W>
void apply_changes(const MergeRows& rows, std::int64_t stride, const float* scale, const float* changes) {
  for (std::int64_t i = 0; i < rows.count; ++i) {
    float* now = rows.now + rows.book[i] * stride;
    float* common = rows.common + rows.book[i] * stride;
    const float* change = changes + i * stride;
    for (std::int64_t j = 0; j < stride; j += W) {
      const Vector<W> merged = load_vector<W>(common + j) + scale[i] * load_vector<W>(change + j);
      store_vector<W>(common + j, merged);
      store_vector<W>(now + j, merged);
    }
  }
}

template <int W, int K>
Kernels table_of(InstructionSet set, std::int64_t stride) {
  return {set,
          stride,
          &sgd<W, K>,
          &adagrad<W, K>,
          &parts_of<W, K>,
          &add_gram<W>,
          &add_upper_gram<W>,
          &draw_normal<W>,
          &solve<W>,
          &multiply<W>,
          &project<W>,
          &dot<W>,
          &add_scaled<W>,
          &add_changes<W>,
          &apply_changes<W>,
          &adamw};
}

/// The kernels for rows of `stride` floats. Usual lengths have kernels with a compile-time length.
Kernels make_kernels(InstructionSet set, std::int64_t stride) {
  constexpr int narrow_floats = vector_floats < 8 ? vector_floats : 8;
  switch (stride) {
    case 8:
      return table_of<narrow_floats, 8>(set, stride);
    case 16:
      return table_of<vector_floats, 16>(set, stride);
    case 32:
      return table_of<vector_floats, 32>(set, stride);
    case 48:
      return table_of<vector_floats, 48>(set, stride);
    case 64:
      return table_of<vector_floats, 64>(set, stride);
    case 96:
      return table_of<vector_floats, 96>(set, stride);
    case 112:
      return table_of<vector_floats, 112>(set, stride);
    case 128:
      return table_of<vector_floats, 128>(set, stride);
    case 160:
      return table_of<vector_floats, 160>(set, stride);
    case 192:
      return table_of<vector_floats, 192>(set, stride);
    case 256:
      return table_of<vector_floats, 256>(set, stride);
    default:
      return table_of<vector_floats, 0>(set, stride);
  }
}

}  // namespace
}  // namespace crucible
