#pragma once

#include "crucible/linalg/row_slab.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/store/provenance.hpp"

#include <span>
#include <string>

namespace crucible {

/// Writes a made-up matrix (`crucible-matrix`): /matrix (rows x columns) and the /singular_values that it was
/// made with, which every rank passes. Sealed, never in place. Collective. Throws IoError.
void write_matrix_file(const Communicator& comm, const std::string& path, const RowSlab& matrix,
                       std::span<const double> singular_values, const Provenance& provenance);

}  // namespace crucible
