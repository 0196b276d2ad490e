#pragma once

#include <array>
#include <cstdint>

namespace crucible {

/// What a stream of random numbers is for. The purpose is part of the key, so that two uses never share
/// numbers. Append new values and never renumber: a new number would change the results of old commands.
enum class RandomPurpose : std::uint32_t {
  test = 0,
  initial_user_factors = 1,
  initial_book_factors = 2,
  user_order = 3,
  rating_order = 4,
  stratum_order = 5,
  batch_order = 6,
  split = 7,
  generate_users = 8,
  generate_books = 9,
  generate_ratings = 10,
  generate_matrix = 11,
  tie_break = 12,
  krylov_start = 13,
  bootstrap = 14,
  fault = 15,
  tune = 16,
  carved_validation = 17,
  posterior_draw = 18,
  replay = 19,
  noise_matrix = 20,
};

/// The Philox 4x32-10 function of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011): 128
/// random bits for each (counter, key). Pure.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key) noexcept;

/// A stream of random numbers that is a pure function of (seed, purpose, a, b). No state is ever stored, any
/// rank can make any stream, and results do not depend on the number of ranks. `a` and `b` say what the
/// stream is for, for example an epoch and a shard, or a user index and 0.
///
/// It meets UniformRandomBitGenerator, but prefer its members: the standard distributions differ between
/// libraries.
class RandomStream {
 public:
  using result_type = std::uint32_t;

  RandomStream(std::uint64_t seed, RandomPurpose purpose, std::uint64_t a = 0, std::uint64_t b = 0) noexcept;

  static constexpr result_type min() noexcept { return 0; }
  static constexpr result_type max() noexcept { return 0xffffffffU; }

  /// 32 random bits.
  result_type operator()() noexcept;
  /// 64 random bits.
  std::uint64_t bits64() noexcept;
  /// Uniform in [0, 1) with 53 bits.
  double uniform() noexcept;
  /// Uniform integer in [0, bound), without bias. @pre bound > 0
  std::uint64_t below(std::uint64_t bound) noexcept;
  /// Standard normal (Box-Muller).
  double normal() noexcept;

 private:
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 2> high_;  ///< upper half of the counter
  std::uint64_t block_ = 0;            ///< lower half of the counter
  std::array<std::uint32_t, 4> words_{};
  unsigned used_ = 4;
  double spare_normal_ = 0;
  bool has_spare_normal_ = false;
};

/// 64 hashed bits of (seed, purpose, a, b), for example to draw a split or to break a tie. Pure.
std::uint64_t random_hash(std::uint64_t seed, RandomPurpose purpose, std::uint64_t a,
                          std::uint64_t b = 0) noexcept;

/// Shuffles [first, first + count) in place by `stream` (Fisher-Yates). The result is the same on every
/// platform.
template <typename T>
void shuffle(T* first, std::int64_t count, RandomStream& stream) noexcept {
  for (std::int64_t i = count - 1; i > 0; --i) {
    const auto j = static_cast<std::int64_t>(stream.below(static_cast<std::uint64_t>(i) + 1));
    T moved = first[i];
    first[i] = first[j];
    first[j] = moved;
  }
}

}  // namespace crucible
