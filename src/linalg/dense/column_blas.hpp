#pragma once

#include "crucible/core/matrix.hpp"

#include <Eigen/Core>

namespace crucible {

// Products of column-major matrices by BLAS. All are local.

using ColumnBlock = Eigen::Ref<MatrixD, 0, Eigen::OuterStride<>>;
using ConstColumnBlock = Eigen::Ref<const MatrixD, 0, Eigen::OuterStride<>>;
using VectorRef = Eigen::Ref<Eigen::VectorXd>;
using ConstVectorRef = Eigen::Ref<const Eigen::VectorXd>;

enum class Op : char { none = 'N', transpose = 'T' };

/// c := alpha op(a) op(b) + beta c.
void gemm(double alpha, Op op_a, const ConstColumnBlock& a, Op op_b, const ConstColumnBlock& b, double beta,
          ColumnBlock c);
/// y := alpha op(a) x + beta y.
void gemv(double alpha, Op op, const ConstColumnBlock& a, const ConstVectorRef& x, double beta, VectorRef y);

/// c := op(t) c, with the upper triangle of a square `t`.
void multiply_by_upper(Op op, const ConstColumnBlock& t, ColumnBlock c);

}  // namespace crucible
