#pragma once

#include "crucible/mpi/communicator.hpp"
#include "kernel/kernel.hpp"
#include "posterior/chain_side.hpp"

namespace crucible {

/// Collective. mean = (1 - weight) mean + weight draw for the products and biases of both sides, with the
/// products cut back to rank k by their singular value decomposition. All draws share the signal, so it is
/// kept. Most of what is cut off is the noise of single draws.
///
/// `pair_kernels` are those for rows of 2 k factors. With `biases`, the means of the rows move into them: a
/// row without ratings has factors 0, and its bias is its expected value.
void add_to_mean(const Communicator& comm, const Kernels& pair_kernels, ChainSide& users, ChainSide& books,
                 double weight, bool biases);

}  // namespace crucible
