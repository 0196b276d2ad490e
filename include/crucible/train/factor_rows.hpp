#pragma once

#include "crucible/core/index_range.hpp"

#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <vector>

namespace crucible {

/// Memory for vectors whose rows start at cache lines.
template <typename T>
struct CacheLineAllocator {
  using value_type = T;
  static constexpr std::align_val_t alignment{64};

  CacheLineAllocator() = default;
  template <typename U>
  explicit CacheLineAllocator(const CacheLineAllocator<U>& /*other*/) noexcept {}
  T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), alignment)); }
  void deallocate(T* memory, std::size_t /*count*/) noexcept { ::operator delete(memory, alignment); }
  friend bool operator==(CacheLineAllocator, CacheLineAllocator) noexcept { return true; }
};
using AlignedFloats = std::vector<float, CacheLineAllocator<float>>;

/// Which arrays of FactorRows.
enum class RowArray : std::uint8_t { factors, bias, factor_sum, bias_sum };

/// The parameters of a contiguous range of users or books, in one buffer that can travel as one message:
/// padded factor rows (count x stride), biases, and where wanted Adagrad's accumulators of both.
class FactorRows {
 public:
  FactorRows() = default;
  FactorRows(IndexRange rows, std::int64_t k, bool with_sums);

  /// Becomes rows of the same kind for another range, content undefined. Keeps its memory where that is
  /// enough.
  void become(IndexRange rows);

  /// Global indices.
  IndexRange rows() const noexcept { return rows_; }
  std::int64_t k() const noexcept { return k_; }
  std::int64_t stride() const noexcept { return stride_; }
  bool has_sums() const noexcept { return with_sums_; }

  /// First element of an array, null where there is none.
  float* data(RowArray array) noexcept;
  const float* data(RowArray array) const noexcept { return const_cast<FactorRows*>(this)->data(array); }
  float* factors(std::int64_t local_row = 0) noexcept { return buffer_.data() + local_row * stride_; }
  const float* factors(std::int64_t local_row = 0) const noexcept {
    return buffer_.data() + local_row * stride_;
  }

  std::span<float> buffer() noexcept { return buffer_; }
  std::span<const float> buffer() const noexcept { return buffer_; }

  /// Copies rows (global) of an array to or from `values`, unpadded: rows.size() x k factors, or one number a
  /// row.
  void read(RowArray array, IndexRange rows, float* values) const;
  void write(RowArray array, IndexRange rows, const float* values);

 private:
  IndexRange rows_;
  std::int64_t k_ = 0;
  std::int64_t stride_ = 0;
  bool with_sums_ = false;
  AlignedFloats buffer_;
};

/// Numbers a row of `array` has for k factors.
constexpr std::int64_t columns_of(RowArray array, std::int64_t k) noexcept {
  return array == RowArray::factors ? k : 1;
}

}  // namespace crucible
