#include "kernel/factor_rows.hpp"

#include "crucible/core/error.hpp"
#include "kernel/kernel.hpp"

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

std::int64_t FactorRows::start_of(RowArray array) const noexcept {
  if (array == RowArray::factors) return 0;
  const auto columns_before = static_cast<std::int64_t>(array) - static_cast<std::int64_t>(RowArray::bias);
  return rows_.size() * (stride_ + columns_before);
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
