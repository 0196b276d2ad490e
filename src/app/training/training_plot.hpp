#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/model/training_state.hpp"
#include "crucible/store/model_store.hpp"
#include "steps/plot_file.hpp"

namespace crucible {

// Write the picture of --plot, if it is wanted and there was an epoch. Collective. Throw IoError.

/// Of a training that has just ended, whose model is the output.
void plot_training(Job& job, const PlotFile& plot, const TrainingProgress& progress, double unrated_weight);
/// Of one that had ended before.
void plot_training(Job& job, const PlotFile& plot, const ModelStore& model);

}  // namespace crucible
