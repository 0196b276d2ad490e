#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/linalg/svd.hpp"
#include "crucible/model/factor_model.hpp"
#include "options/matrix_input.hpp"

namespace crucible {

/// Makes a model from `svd`, the decomposition of the ratings `matrix` of `input`, and writes it to the job's
/// output. Collective. Throws IoError.
void write_svd_model(const Job& job, const MatrixInput& input, const RatingMatrix& matrix,
                     const SvdResult& svd, FoldIn fold_in);

}  // namespace crucible
