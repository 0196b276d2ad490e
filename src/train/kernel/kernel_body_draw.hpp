// Positive systems, and draws from normal distributions that are given by their precision: a Cholesky
// decomposition and two triangular systems. See kernel_body.hpp.

namespace crucible {
namespace {

/// Rows of the factor that are eliminated from the rows below in one go.
constexpr int panel_rows = 8;

/// Rows of `stride` elements, of which the first `width` are in use.
struct Rows {
  std::int64_t stride;
  std::int64_t width;
};

/// `rows` rows from `to` on, less `count` rows from `panel` on, each times its elements from `column` on.
/// Columns before that are left out, but for those that share a vector.
template <int D, int rows>
inline void eliminate(Rows shape, const double* panel, std::int64_t count, std::int64_t column, double* to) {
  const std::int64_t stride = shape.stride;
  for (std::int64_t l = column / D * D; l < shape.width; l += D) {
    Doubles<D> left[rows];
#pragma GCC unroll 4
    for (int r = 0; r < rows; ++r) left[r] = load_doubles<D>(to + r * stride + l);
#pragma GCC unroll 8
    for (std::int64_t p = 0; p < count; ++p) {
      const double* from = panel + p * stride;
      const Doubles<D> row = load_doubles<D>(from + l);
#pragma GCC unroll 4
      for (int r = 0; r < rows; ++r) left[r] -= from[column + r] * row;
    }
#pragma GCC unroll 4
    for (int r = 0; r < rows; ++r) store_doubles<D>(to + r * stride + l, left[r]);
  }
}

/// The upper Cholesky factor U of `a` (d rows of `stride`) in its place, with the inverse of its diagonal; of
/// further columns, U^-T times them. False if `a` is not positive. Elements left of the diagonal that share a
/// vector with it are eliminated like the others, and stay finite.
template <int D>
bool factorise(double* a, std::int64_t d, Rows shape, double* inverse) {
  const std::int64_t stride = shape.stride;
  for (std::int64_t begin = 0; begin < d; begin += panel_rows) {
    const std::int64_t end = begin + panel_rows < d ? begin + panel_rows : d;
    double* panel = a + begin * stride;
    for (std::int64_t j = begin; j < end; ++j) {
      double* row = a + j * stride;
      eliminate<D, 1>(shape, panel, j - begin, j, row);
      // With this comparison NaN fails.
      if (!(row[j] > 0 && row[j] < __builtin_inf())) return false;
      inverse[j] = 1 / __builtin_sqrt(row[j]);
      for (std::int64_t l = j / D * D; l < shape.width; l += D)
        store_doubles<D>(row + l, inverse[j] * load_doubles<D>(row + l));
    }
    std::int64_t i = end;
    for (; i + 4 <= d; i += 4) eliminate<D, 4>(shape, panel, panel_rows, i, a + i * stride);
    for (; i < d; ++i) eliminate<D, 1>(shape, panel, panel_rows, i, a + i * stride);
  }
  return true;
}

/// U x = y for the upper triangle U of `root` (d rows of `stride`) and the inverse of its diagonal. `x` holds
/// y, then x.
template <int D>
void substitute_back(const double* root, const double* inverse, std::int64_t d, std::int64_t stride,
                     double* x) {
  for (std::int64_t j = d - 1; j >= 0; --j) {
    const double* row = root + j * stride;
    double value = x[j];
    std::int64_t l = j + 1;
    for (; l < d && l % D != 0; ++l) value -= row[l] * x[l];
    Doubles<D> sum{};
    for (; l < d; l += D) sum += load_doubles<D>(row + l) * load_doubles<D>(x + l);
    for (int w = 0; w < D; ++w) value -= sum[w];
    x[j] = value * inverse[j];
  }
}

template <int W>
bool solve(const PositiveSystem& system) {
  constexpr int D = W / 2;
  const std::int64_t d = system.size;
  const std::int64_t stride = system.stride;
  double* x = system.x;
  if (!factorise<D>(system.matrix, d, {stride, (d + D - 1) / D * D}, system.inverse)) return false;
  for (std::int64_t j = 0; j < d; ++j) {
    const double* row = system.matrix + j * stride;
    x[j] *= system.inverse[j];
    std::int64_t l = j + 1;
    for (; l < d && l % D != 0; ++l) x[l] -= row[l] * x[j];
    for (; l < d; l += D) store_doubles<D>(x + l, load_doubles<D>(x + l) - x[j] * load_doubles<D>(row + l));
  }
  for (std::int64_t j = d; j < stride; ++j) x[j] = 0;
  substitute_back<D>(system.matrix, system.inverse, d, stride, x);
  return true;
}

template <int W>
bool draw_normal(const NormalDraw& draw) {
  constexpr int D = W / 2;
  const std::int64_t d = draw.size;
  const std::int64_t stride = draw.stride;
  const Rows shape{stride, (d + D) / D * D};
  for (std::int64_t i = 0; i < d; ++i)
    for (std::int64_t l = i * stride + i / D * D; l < i * stride + shape.width; l += D)
      store_doubles<D>(draw.root + l,
                       load_doubles<D>(draw.prior + l) + draw.weight * load_doubles<D>(draw.gram + l));
  double* inverse = draw.root + d * stride;
  if (!factorise<D>(draw.root, d, shape, inverse)) return false;
  // With A = U^T U: x = U^-1 (U^-T b + z) has mean A^-1 b and covariance A^-1. The column of b has become
  // U^-T b.
  for (std::int64_t j = 0; j < stride; ++j)
    draw.x[j] = j < d ? draw.root[j * stride + d] + draw.normals[j] : 0;
  substitute_back<D>(draw.root, inverse, d, stride, draw.x);
  return true;
}

}  // namespace
}  // namespace crucible
