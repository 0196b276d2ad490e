#pragma once

#include "crucible/train/optimizer.hpp"

#include <array>

namespace crucible {

extern const Optimizer averaged_optimizer;
extern const Optimizer sgd_optimizer;
extern const Optimizer adagrad_optimizer;
extern const Optimizer adamw_optimizer;
extern const Optimizer gibbs_optimizer;
extern const Optimizer ials_optimizer;

/// The order of help; the first one is the default.
inline constexpr std::array optimizers{&averaged_optimizer, &sgd_optimizer,   &adagrad_optimizer,
                                       &adamw_optimizer,    &gibbs_optimizer, &ials_optimizer};

}  // namespace crucible
