#pragma once

#include "crucible/core/index_range.hpp"

#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <vector>

namespace crucible {

/// Allocates memory that starts at a cache line.
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

/// The arrays of FactorRows, in the order of the buffer.
enum class RowArray : std::uint8_t { factors, bias, factor_sum, bias_sum };

/// The parameters of a contiguous range of users or books, in one buffer that can be sent as one message:
/// padded factor rows (count x stride), biases, and optionally the accumulators of squared gradients of both.
class FactorRows {
 public:
  FactorRows() = default;
  FactorRows(IndexRange rows, std::int64_t k, bool with_sums);

  /// Changes to another range of rows of the same kind. The content is undefined afterwards. The memory is
  /// kept if it is large enough.
  void become(IndexRange rows);

  /// Global indices.
  IndexRange rows() const noexcept { return rows_; }
  std::int64_t k() const noexcept { return k_; }
  std::int64_t stride() const noexcept { return stride_; }
  bool has_sums() const noexcept { return with_sums_; }

  /// The first element of an array; null if there is no such array.
  float* data(RowArray array) noexcept { return has(array) ? buffer_.data() + start_of(array) : nullptr; }
  const float* data(RowArray array) const noexcept {
    return has(array) ? buffer_.data() + start_of(array) : nullptr;
  }
  float* factors(std::int64_t local_row = 0) noexcept { return buffer_.data() + local_row * stride_; }
  const float* factors(std::int64_t local_row = 0) const noexcept {
    return buffer_.data() + local_row * stride_;
  }

  std::span<float> buffer() noexcept { return buffer_; }
  std::span<const float> buffer() const noexcept { return buffer_; }

  /// Copies rows (global) of an array to or from `values`, without padding: (rows.size() x k) factors, or one
  /// number per row. Throws LogicError for rows that are not held here.
  void read(RowArray array, IndexRange rows, float* values) const;
  void write(RowArray array, IndexRange rows, const float* values);

 private:
  bool has(RowArray array) const noexcept { return with_sums_ || array < RowArray::factor_sum; }
  /// The place in the buffer at which an array starts.
  std::int64_t start_of(RowArray array) const noexcept;

  IndexRange rows_;
  std::int64_t k_ = 0;
  std::int64_t stride_ = 0;
  bool with_sums_ = false;
  AlignedFloats buffer_;
};

/// How many numbers a row of `array` has with k factors.
constexpr std::int64_t columns_of(RowArray array, std::int64_t k) noexcept {
  return array == RowArray::factors ? k : 1;
}

}  // namespace crucible
