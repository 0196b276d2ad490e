#pragma once

#include "crucible/linalg/pca.hpp"
#include "crucible/store/provenance.hpp"

#include <string>

namespace crucible {

/// Writes an svd file (`crucible-svd`): /singular_values, and /u (rows x k), /v (columns x k) where there are
/// vectors. Sealed, never in place. Collective.
void write_svd_file(const Communicator& comm, const std::string& path, const SvdResult& result,
                    const Provenance& provenance);

/// Writes a pca file (`crucible-pca`): /axes (columns x k), /means, /standard_deviations,
/// /explained_variance, /singular_values and, where wanted, /scores (rows x k). Sealed, never in place.
/// Collective.
void write_pca_file(const Communicator& comm, const std::string& path, const PcaResult& result, bool scores,
                    const Provenance& provenance);

}  // namespace crucible
