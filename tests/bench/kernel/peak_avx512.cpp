namespace {
constexpr int vector_floats = 16;
}

#include "core_limits.hpp"
#include "peak_body.hpp"

namespace crucible::bench {

std::int64_t multiply_add_avx512(std::int64_t rounds, float& result) { return multiply_add(rounds, result); }

}  // namespace crucible::bench
