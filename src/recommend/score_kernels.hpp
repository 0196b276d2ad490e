#pragma once

#include "crucible/recommend/score_kernel.hpp"

namespace crucible {

ScoreKernel generic_score_kernel();
ScoreKernel avx2_score_kernel();
ScoreKernel avx512_score_kernel();

}  // namespace crucible
