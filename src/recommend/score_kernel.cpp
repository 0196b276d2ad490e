#include "crucible/recommend/score_kernel.hpp"

#include "score_kernels.hpp"

#include <vector>

namespace crucible {
namespace {

std::vector<ScoreKernel> find_kernels() {
  std::vector<ScoreKernel> kernels;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) kernels.push_back(avx512_score_kernel());
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) kernels.push_back(avx2_score_kernel());
#endif
  kernels.push_back(generic_score_kernel());
  return kernels;
}

}  // namespace

std::span<const ScoreKernel> usable_score_kernels() {
  static const std::vector<ScoreKernel> kernels = find_kernels();
  return kernels;
}

}  // namespace crucible
