#include "score_kernels.hpp"
#include "score_tile.hpp"

crucible::ScoreKernel crucible::avx2_score_kernel() { return {"avx2", 6, 32 / 4 * 2, score_tile<32, 6, 2>}; }
