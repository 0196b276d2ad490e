#include "posterior/row_products.hpp"

#include "kernel/factor_rows.hpp"

#include <vector>

namespace crucible {

MatrixD gram_of(const Kernels& kernels, const float* rows, std::int64_t count, std::int64_t columns) {
  const std::int64_t stride = kernels.stride;
  std::vector<double> gram(static_cast<std::size_t>(stride * stride));
  kernels.add_gram(rows, count, stride, gram.data());
  return Eigen::Map<const MatrixD>(gram.data(), stride, stride).topLeftCorner(columns, columns);
}

void multiply_rows(const Kernels& kernels, float* rows, std::int64_t count, const MatrixD& map) {
  const std::int64_t stride = kernels.stride;
  AlignedFloats matrix(static_cast<std::size_t>(stride * stride));
  for (std::int64_t i = 0; i < map.rows(); ++i)
    for (std::int64_t j = 0; j < map.cols(); ++j)
      matrix[static_cast<std::size_t>(i * stride + j)] = static_cast<float>(map(i, j));
  kernels.multiply(rows, count, stride, matrix.data(), rows);
}

}  // namespace crucible
