#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/store/model_store.hpp"

namespace crucible {

/// Prints and notes what a model file holds, with the epochs of its training.
void show_model(Job& job, const ModelStore& store);

}  // namespace crucible
