#pragma once

// TrainingState lives in room model (the stores need it too); include it from there.
#include "crucible/model/training_state.hpp"
