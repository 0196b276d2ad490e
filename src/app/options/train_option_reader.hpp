#pragma once

#include "crucible/tune/tune_space.hpp"

namespace crucible {

/// Reads train options for a search as the command `train` reads them. `validates`: there is a validation
/// part to train with.
TrainOptionReader train_option_reader(bool validates);

}  // namespace crucible
