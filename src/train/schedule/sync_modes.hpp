#pragma once

#include "crucible/train/sync_mode.hpp"

#include <array>

namespace crucible {

extern const SyncMode allreduce_mode;
extern const SyncMode rotate_mode;

/// The order of help; the first one is the default.
inline constexpr std::array sync_modes{&allreduce_mode, &rotate_mode};

/// The modes of single optimizers, see Optimizer::own_mode. Options cannot name them.
extern const SyncMode batch_mode;
extern const SyncMode gibbs_mode;
extern const SyncMode ials_mode;

}  // namespace crucible
