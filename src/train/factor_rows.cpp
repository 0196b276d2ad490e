#include "crucible/train/factor_rows.hpp"

#include "crucible/core/error.hpp"
#include "crucible/train/kernel.hpp"

#include <algorithm>

namespace crucible {

FactorRows::FactorRows(IndexRange rows, std::int64_t k, bool with_sums)
    : rows_(rows),
      k_(k),
      stride_(padded_factors(k)),
      with_sums_(with_sums),
      buffer_(static_cast<std::size_t>(rows.size() * (stride_ + (with_sums ? 3 : 1)))) {}

void FactorRows::become(IndexRange rows) {
  rows_ = rows;
  buffer_.resize(static_cast<std::size_t>(rows.size() * (stride_ + (with_sums_ ? 3 : 1))));
}

float* FactorRows::data(RowArray array) noexcept {
  if ((array == RowArray::factor_sum || array == RowArray::bias_sum) && !with_sums_) return nullptr;
  float* const behind_factors = buffer_.data() + rows_.size() * stride_;
  switch (array) {
    case RowArray::factors:
      return buffer_.data();
    case RowArray::bias:
      return behind_factors;
    case RowArray::factor_sum:
      return behind_factors + rows_.size();
    case RowArray::bias_sum:
      return behind_factors + 2 * rows_.size();
  }
  return nullptr;
}

void FactorRows::read(RowArray array, IndexRange rows, float* values) const {
  require(rows.begin >= rows_.begin && rows.end <= rows_.end, "FactorRows::read: rows of somebody else");
  const std::int64_t step = array == RowArray::factors ? stride_ : 1;
  const std::int64_t columns = columns_of(array, k_);
  const float* from = data(array) + (rows.begin - rows_.begin) * step;
  for (std::int64_t r = 0; r < rows.size(); ++r) std::copy_n(from + r * step, columns, values + r * columns);
}

void FactorRows::write(RowArray array, IndexRange rows, const float* values) {
  require(rows.begin >= rows_.begin && rows.end <= rows_.end, "FactorRows::write: rows of somebody else");
  const std::int64_t step = array == RowArray::factors ? stride_ : 1;
  const std::int64_t columns = columns_of(array, k_);
  float* to = data(array) + (rows.begin - rows_.begin) * step;
  for (std::int64_t r = 0; r < rows.size(); ++r) std::copy_n(values + r * columns, columns, to + r * step);
}

}  // namespace crucible
