#include "score_kernels.hpp"
#include "score_tile.hpp"

crucible::ScoreKernel crucible::generic_score_kernel() {
  return {"generic", 4, 16 / 4 * 2, score_tile<16, 4, 2>};
}
