#include "crucible/store/svd_file.hpp"

#include "crucible/hdf5/sealed_file.hpp"

#include <vector>

namespace crucible {

namespace {

void write_matrix(H5File& file, const std::string& dataset, const RowSlab& slab,
                  const std::string& description) {
  file.write<double>(
      dataset, slab.total_rows, slab.columns(), slab.rows,
      std::span<const double>(slab.values.data(), static_cast<std::size_t>(slab.values.size())), description);
}

/// Collective. Rank 0 writes a vector that every rank has.
void write_vector(H5File& file, const Communicator& comm, const std::string& dataset,
                  const std::vector<double>& values, const std::string& description) {
  const auto count = static_cast<std::int64_t>(values.size());
  const IndexRange rows = comm.is_root() ? IndexRange{0, count} : IndexRange{count, count};
  file.write<double>(dataset, count, 0, rows,
                     std::span<const double>(values).first(static_cast<std::size_t>(rows.size())),
                     description);
}

void write_checks(H5File& file, const SvdResult& result) {
  file.write_attribute("/", "method", to_string(result.method));
  file.write_attribute("/", "rows", result.rows);
  file.write_attribute("/", "columns", result.columns);
  file.write_attribute("/", "frobenius_norm", result.frobenius);
  if (result.u.columns() == 0) return;
  file.write_attribute("/", "residual", result.checks.residual);
  file.write_attribute("/", "orthogonality", result.checks.orthogonality);
}

}  // namespace

void write_svd_file(const Communicator& comm, const std::string& path, const SvdResult& result,
                    const Provenance& provenance) {
  write_sealed(comm, path, [&](H5File& file) {
    write_header(file, comm, "crucible-svd", provenance);
    write_checks(file, result);
    write_vector(file, comm, "/singular_values", result.singular_values, "descending");
    if (result.u.columns() == 0) return;
    write_matrix(file, "/u", result.u,
                 "left singular vectors (rows x k); matrix = u diag(singular_values) v^T");
    write_matrix(file, "/v", result.v, "right singular vectors (columns x k)");
  });
}

void write_pca_file(const Communicator& comm, const std::string& path, const PcaResult& result, bool scores,
                    const Provenance& provenance) {
  write_sealed(comm, path, [&](H5File& file) {
    write_header(file, comm, "crucible-pca", provenance);
    write_checks(file, result.svd);
    write_vector(file, comm, "/singular_values", result.svd.singular_values,
                 "of the centred matrix, descending");
    write_vector(file, comm, "/standard_deviations", result.deviations, "along the axes");
    write_vector(file, comm, "/explained_variance", result.variance_share,
                 "share of the whole variance along each axis");
    write_vector(file, comm, "/means", result.means, "of the columns, taken away before");
    write_matrix(file, "/axes", result.svd.v, "principal axes (columns x k)");
    if (scores) write_matrix(file, "/scores", result.scores(), "(matrix - means) axes (rows x k)");
  });
}

}  // namespace crucible
