#pragma once

#include "crucible/core/error.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <mpi.h>

namespace crucible {

/// The types that MPI can add and compare.
template <typename T>
concept Reducible = std::same_as<T, float> || std::same_as<T, double> || std::same_as<T, std::int32_t> ||
    std::same_as<T, std::int64_t> || std::same_as<T, std::uint64_t> || std::same_as<T, std::uint8_t>;

/// The types that can be sent as plain bytes.
template <typename T>
concept Transferable = std::is_trivially_copyable_v<T>;

/// A send, receive or reduction that has started. The destructor waits for it, so that a buffer never dies
/// before its message.
class Request {
 public:
  Request() = default;
  ~Request();
  Request(Request&& other) noexcept;
  Request& operator=(Request&& other) noexcept;

  /// Waits until the message is complete. Local for a send or receive. Throws Error (foreign) if MPI reports
  /// a failure.
  void wait();

 private:
  friend class Communicator;
  std::vector<MPI_Request> requests_;
};

/// A group of ranks that communicate. Move-only: duplicate() and split() are the only ways to make another.
///
/// Every function says whether it is collective or local. Each throws Error (foreign) if MPI reports a
/// failure. Counts are 64-bit everywhere: a message that is longer than MPI's 32-bit counts allow is sent in
/// pieces.
class Communicator {
 public:
  /// Local. Takes over `handle`. If `owned`, the destructor frees it, which is collective.
  explicit Communicator(MPI_Comm handle, bool owned);
  ~Communicator();
  Communicator(Communicator&& other) noexcept;
  Communicator& operator=(Communicator&&) = delete;

  int rank() const noexcept { return rank_; }
  int size() const noexcept { return size_; }
  bool is_root() const noexcept { return rank_ == 0; }
  /// Local. MPI's own handle, for libraries that need it (HDF5, BLACS).
  MPI_Comm native() const noexcept { return handle_; }

  /// Collective. A new communicator of the same ranks. Its messages never meet those of this one.
  Communicator duplicate() const;
  /// Collective. Ranks with the same `color` form a group, ordered by `key`, then by rank.
  Communicator split(int color, int key) const;

  /// Collective. Returns when every rank has called it.
  void barrier() const;

  /// Collective. Copies `values` of `root` to all ranks. The length must be the same on every rank.
  template <Transferable T>
  void broadcast(std::span<T> values, int root = 0) const {
    broadcast_bytes(values.data(), values.size_bytes(), root);
  }
  /// Collective. The `value` of `root`, on every rank.
  template <Transferable T>
  T broadcast_value(T value, int root = 0) const {
    broadcast_bytes(&value, sizeof(T), root);
    return value;
  }
  /// Collective. The vector of `root`, on every rank. The other ranks need not know its length.
  template <Transferable T>
  std::vector<T> broadcast_vector(std::vector<T> values, int root = 0) const {
    values.resize(static_cast<std::size_t>(broadcast_value(static_cast<std::int64_t>(values.size()), root)));
    broadcast(std::span<T>(values), root);
    return values;
  }
  /// Collective. The text of `root`, on every rank.
  std::string broadcast_text(std::string text, int root = 0) const;

  /// Collective. Element-wise sum over all ranks, in place. Floating-point results are the same on all ranks,
  /// but depend on the number of ranks. Where they must not, gather the values and add them in order.
  template <Reducible T>
  void sum(std::span<T> values) const {
    reduce_in_place(values.data(), values.size(), scalar<T>(), Operation::sum);
  }
  /// Collective. Element-wise maximum over all ranks, in place.
  template <Reducible T>
  void max(std::span<T> values) const {
    reduce_in_place(values.data(), values.size(), scalar<T>(), Operation::max);
  }
  /// Collective. Element-wise minimum over all ranks, in place.
  template <Reducible T>
  void min(std::span<T> values) const {
    reduce_in_place(values.data(), values.size(), scalar<T>(), Operation::min);
  }
  /// Collective. The sum of all ranks' values.
  template <Reducible T>
  T sum_value(T value) const {
    sum(std::span<T>(&value, 1));
    return value;
  }
  /// Collective. The largest of all ranks' values.
  template <Reducible T>
  T max_value(T value) const {
    max(std::span<T>(&value, 1));
    return value;
  }
  /// Collective. The smallest of all ranks' values.
  template <Reducible T>
  T min_value(T value) const {
    min(std::span<T>(&value, 1));
    return value;
  }
  /// Collective. True if `value` is true on any rank.
  bool any(bool value) const { return max_value<std::int32_t>(value ? 1 : 0) != 0; }

  /// Collective. Starts an element-wise sum over all ranks, in place. Do not touch `values` before wait().
  /// @pre values.size() fits MPI's 32-bit count
  template <Reducible T>
  [[nodiscard]] Request start_sum(std::span<T> values) const {
    return start_reduce_in_place(values.data(), values.size(), scalar<T>());
  }

  /// Collective. The sum of `value` over the ranks before this one; 0 on rank 0.
  std::int64_t sum_before(std::int64_t value) const;

  /// Collective. The values of all ranks in rank order, on every rank.
  template <Transferable T>
  std::vector<T> gather_all(const T& value) const {
    std::vector<T> all(static_cast<std::size_t>(size_));
    gather_all_bytes(&value, sizeof(T), all.data());
    return all;
  }
  /// Collective. The spans of all ranks, one after the other in rank order, on every rank.
  template <Transferable T>
  std::vector<T> concatenate_all(std::span<const T> values) const {
    const std::vector<std::int64_t> bytes = gather_all(static_cast<std::int64_t>(values.size_bytes()));
    std::vector<T> all(
        static_cast<std::size_t>(std::accumulate(bytes.begin(), bytes.end(), std::int64_t{0})) / sizeof(T));
    concatenate_all_bytes(values.data(), bytes, all.data());
    return all;
  }

  /// Collective. Sends counts[r] elements of `values` to each rank r; the parts lie in `values` in rank
  /// order. The result holds the elements from rank 0, then those from rank 1, and so on. If `received` is
  /// given, it gets the number of elements from each rank. Throws LogicError unless there is one count per
  /// rank.
  template <Transferable T>
  std::vector<T> exchange(std::span<const T> values, std::span<const std::int64_t> counts,
                          std::vector<std::int64_t>* received = nullptr) const {
    std::vector<std::int64_t> incoming = exchange_counts(counts);
    std::vector<T> result(
        static_cast<std::size_t>(std::accumulate(incoming.begin(), incoming.end(), std::int64_t{0})));
    exchange_bytes(values.data(), counts, result.data(), incoming, sizeof(T));
    if (received != nullptr) *received = std::move(incoming);
    return result;
  }
  /// Collective. Sends entry r to rank r. Entry r of the result came from rank r. Throws LogicError unless
  /// there is one entry per rank.
  std::vector<std::int64_t> exchange_counts(std::span<const std::int64_t> counts) const;

  /// Local. Starts to send `values` to `rank`. Do not change `values` before wait().
  template <Transferable T>
  [[nodiscard]] Request start_send(std::span<const T> values, int rank, int tag) const {
    return start_send_bytes(values.data(), values.size_bytes(), rank, tag);
  }
  /// Local. Starts to receive exactly values.size() elements from `rank`. Do not touch `values` before
  /// wait().
  template <Transferable T>
  [[nodiscard]] Request start_receive(std::span<T> values, int rank, int tag) const {
    return start_receive_bytes(values.data(), values.size_bytes(), rank, tag);
  }

 private:
  enum class Scalar : std::uint8_t { f32, f64, i32, i64, u64, u8 };
  enum class Operation : std::uint8_t { sum, min, max };

  template <Reducible T>
  static constexpr Scalar scalar() {
    if constexpr (std::same_as<T, float>) return Scalar::f32;
    if constexpr (std::same_as<T, double>) return Scalar::f64;
    if constexpr (std::same_as<T, std::int32_t>) return Scalar::i32;
    if constexpr (std::same_as<T, std::int64_t>) return Scalar::i64;
    if constexpr (std::same_as<T, std::uint64_t>) return Scalar::u64;
    if constexpr (std::same_as<T, std::uint8_t>) return Scalar::u8;
  }

  static MPI_Datatype type_of(Scalar scalar);
  static MPI_Op op_of(Operation operation);
  void broadcast_bytes(void* data, std::size_t bytes, int root) const;
  void reduce_in_place(void* data, std::size_t count, Scalar scalar, Operation operation) const;
  Request start_reduce_in_place(void* data, std::size_t count, Scalar scalar) const;
  void gather_all_bytes(const void* data, std::size_t bytes, void* all) const;
  void concatenate_all_bytes(const void* data, std::span<const std::int64_t> bytes, void* all) const;
  void exchange_bytes(const void* send, std::span<const std::int64_t> send_counts, void* receive,
                      std::span<const std::int64_t> receive_counts, std::size_t element_bytes) const;
  Request start_send_bytes(const void* data, std::size_t bytes, int rank, int tag) const;
  Request start_receive_bytes(void* data, std::size_t bytes, int rank, int tag) const;

  MPI_Comm handle_;
  bool owned_;
  int rank_ = 0;
  int size_ = 1;
};

}  // namespace crucible
