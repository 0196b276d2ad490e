#include "score_kernels.hpp"
#include "score_tile.hpp"

crucible::ScoreKernel crucible::avx512_score_kernel() {
  return {"avx512", 12, 64 / 4 * 2, score_tile<64, 12, 2>};
}
