#include "crucible/core/random.hpp"

#include <cmath>
#include <numbers>

namespace crucible {

namespace {

std::uint32_t low(std::uint64_t value) noexcept { return static_cast<std::uint32_t>(value); }
std::uint32_t high(std::uint64_t value) noexcept { return static_cast<std::uint32_t>(value >> 32U); }

/// The finaliser of SplitMix64: a bijection that spreads every input bit.
std::uint64_t mixed(std::uint64_t x) noexcept {
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31U);
}

/// The key of a stream. Every component goes through a bijection before the next one is added.
std::uint64_t key_of(std::uint64_t seed, RandomPurpose purpose, std::uint64_t a) noexcept {
  constexpr std::uint64_t golden = 0x9e3779b97f4a7c15ULL;
  std::uint64_t key = mixed(seed + golden);
  key = mixed(key ^ (static_cast<std::uint64_t>(purpose) + 1) * golden);
  return mixed(key + a * golden);
}

}  // namespace

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key) noexcept {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t first = 0xd2511f53ULL * counter[0];
    const std::uint64_t second = 0xcd9e8d57ULL * counter[2];
    counter = {high(second) ^ counter[1] ^ key[0], low(second), high(first) ^ counter[3] ^ key[1],
               low(first)};
    key[0] += 0x9e3779b9U;
    key[1] += 0xbb67ae85U;
  }
  return counter;
}

RandomStream::RandomStream(std::uint64_t seed, RandomPurpose purpose, std::uint64_t a,
                           std::uint64_t b) noexcept {
  const std::uint64_t key = key_of(seed, purpose, a);
  key_ = {low(key), high(key)};
  high_ = {low(b), high(b)};
}

RandomStream::result_type RandomStream::operator()() noexcept {
  if (used_ == 4) {
    words_ = philox({low(block_), high(block_), high_[0], high_[1]}, key_);
    ++block_;
    used_ = 0;
  }
  return words_[used_++];
}

std::uint64_t RandomStream::bits64() noexcept {
  const std::uint64_t first = (*this)();
  return first | (static_cast<std::uint64_t>((*this)()) << 32U);
}

double RandomStream::uniform() noexcept { return static_cast<double>(bits64() >> 11U) * 0x1.0p-53; }

std::uint64_t RandomStream::below(std::uint64_t bound) noexcept {
  // Lemire's multiply-and-reject method: unbiased, with at most one division.
  __extension__ using Wide = unsigned __int128;
  Wide product = static_cast<Wide>(bits64()) * bound;
  if (static_cast<std::uint64_t>(product) < bound) {
    const std::uint64_t threshold = (0 - bound) % bound;
    while (static_cast<std::uint64_t>(product) < threshold) product = static_cast<Wide>(bits64()) * bound;
  }
  return static_cast<std::uint64_t>(product >> 64U);
}

double RandomStream::normal() noexcept {
  if (has_spare_normal_) {
    has_spare_normal_ = false;
    return spare_normal_;
  }
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  const double angle = 2.0 * std::numbers::pi * uniform();
  spare_normal_ = radius * std::sin(angle);
  has_spare_normal_ = true;
  return radius * std::cos(angle);
}

std::uint64_t random_hash(std::uint64_t seed, RandomPurpose purpose, std::uint64_t a,
                          std::uint64_t b) noexcept {
  const std::uint64_t key = key_of(seed, purpose, a);
  const auto words = philox({0, 0, low(b), high(b)}, {low(key), high(key)});
  return words[0] | (static_cast<std::uint64_t>(words[1]) << 32U);
}

}  // namespace crucible
