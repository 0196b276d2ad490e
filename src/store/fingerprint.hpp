#pragma once

#include "crucible/mpi/communicator.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include <xxhash.h>

namespace crucible {

/// A hash of a set of numbered items, to which ranks can add in any order: the sum of the hashes of the
/// items, modulo 2^64, in two independent halves. It depends on the number and value of every item, but not
/// on the rank that holds the item.
class Fingerprint {
 public:
  /// Adds item `index` of list `list` with content `bytes`.
  void add(std::uint64_t list, std::int64_t index, std::string_view bytes) {
    const XXH128_hash_t hash = XXH3_128bits_withSeed(
        bytes.data(), bytes.size(), 0x9e3779b97f4a7c15ULL * static_cast<std::uint64_t>(index) + list);
    sums_[0] += hash.low64;
    sums_[1] += hash.high64;
  }
  template <Transferable T>
  void add_value(std::uint64_t list, std::int64_t index, const T& value) {
    add(list, index, {reinterpret_cast<const char*>(&value), sizeof(T)});
  }

  /// Collective. The sum over all ranks as 32 hex digits.
  std::string over_ranks(const Communicator& comm) const {
    std::array<std::uint64_t, 2> sums = sums_;
    comm.sum(std::span<std::uint64_t>(sums));
    static constexpr std::array<char, 17> digits{"0123456789abcdef"};
    std::string text;
    for (const std::uint64_t word : {sums[1], sums[0]})
      for (unsigned shift = 64; shift > 0; shift -= 4) text += digits[(word >> (shift - 4)) & 15U];
    return text;
  }

 private:
  std::array<std::uint64_t, 2> sums_{};
};

}  // namespace crucible
