#pragma once

#include "crucible/tune/tune_space.hpp"

namespace crucible {

/// Reads train options for a search as the command `train` reads them.
TrainOptionReader train_option_reader();

}  // namespace crucible
