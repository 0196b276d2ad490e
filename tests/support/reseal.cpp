#include "reseal.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include <xxhash.h>

namespace crucible::testing {

namespace {

constexpr std::size_t block = 4096;
constexpr std::size_t slice = 16'777'216;

void append(std::string& bytes, std::uint64_t word) {
  for (unsigned shift = 0; shift < 64; shift += 8) bytes += static_cast<char>((word >> shift) & 255U);
}

void append(std::string& bytes, XXH128_hash_t hash) {
  append(bytes, hash.low64);
  append(bytes, hash.high64);
}

}  // namespace

void reseal(std::string& file, std::uint64_t layout) {
  if (file.size() < block) return;
  std::string digests;
  for (std::size_t at = block; at < file.size(); at += slice)
    append(digests, XXH3_128bits(file.data() + at, std::min(slice, file.size() - at)));
  std::string seal = "crucibl\x1a";
  append(seal, layout);
  append(seal, file.size());
  append(seal, slice);
  append(seal, XXH3_128bits(digests.data(), digests.size()));
  append(seal, XXH3_64bits(seal.data(), seal.size()));
  seal.resize(block, '\0');
  file.replace(0, block, seal);
}

}  // namespace crucible::testing
