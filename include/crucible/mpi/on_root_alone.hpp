#pragma once

#include "crucible/mpi/communicator.hpp"

#include <functional>

namespace crucible {

/// Collective. As on_root(), for work that takes long: the other ranks sleep, so that threads of `work` may
/// use their cores.
void on_root_alone(const Communicator& comm, const std::function<void()>& work);

}  // namespace crucible
