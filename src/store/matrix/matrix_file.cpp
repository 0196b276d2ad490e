#include "crucible/store/matrix_file.hpp"

#include "crucible/hdf5/sealed_file.hpp"

namespace crucible {

void write_matrix_file(const Communicator& comm, const std::string& path, const RowSlab& matrix,
                       std::span<const double> singular_values, const Provenance& provenance) {
  const auto count = static_cast<std::int64_t>(singular_values.size());
  const IndexRange own = comm.is_root() ? IndexRange{0, count} : IndexRange{count, count};
  write_sealed(comm, path, [&](H5File& file) {
    write_header(file, comm, "crucible-matrix", provenance);
    file.write("/matrix", matrix.total_rows, matrix.columns(), matrix.rows,
               std::span<const double>(matrix.values.data(), static_cast<std::size_t>(matrix.values.size())),
               "made-up dense matrix");
    file.write("/singular_values", count, 0, own, singular_values.first(static_cast<std::size_t>(own.size())),
               "its singular values, as it was made");
  });
}

}  // namespace crucible
