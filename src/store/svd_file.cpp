#include "crucible/store/svd_file.hpp"

#include "crucible/core/error.hpp"
#include "crucible/hdf5/sealed_file.hpp"
#include "crucible/mpi/collective.hpp"

#include <algorithm>
#include <cmath>
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

/// Throws InputError if what the file says is no number, or scales cannot be divided by.
void check_axes(const std::string& path, const PcaAxes& axes) {
  const auto columns = static_cast<std::size_t>(axes.axes.rows());
  if (axes.means.size() != columns || axes.scales.size() != columns)
    throw InputError(path, "datasets /means and /scales do not have one value for each row of /axes");
  const auto finite = [](double value) { return std::isfinite(value); };
  const auto positive = [](double value) { return std::isfinite(value) && value > 0; };
  const bool good = axes.axes.allFinite() && std::all_of(axes.means.begin(), axes.means.end(), finite) &&
                    std::all_of(axes.scales.begin(), axes.scales.end(), positive);
  if (!good) throw InputError(path, "/axes, /means or /scales hold what axes cannot have");
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
                    const PcaOfRatings* of_ratings, const Provenance& provenance) {
  write_sealed(comm, path, [&](H5File& file) {
    write_header(file, comm, "crucible-pca", provenance);
    write_checks(file, result.svd);
    write_vector(file, comm, "/singular_values", result.svd.singular_values,
                 "of the centred matrix, descending");
    write_vector(file, comm, "/standard_deviations", result.deviations, "along the axes");
    write_vector(file, comm, "/explained_variance", result.variance_share,
                 "share of the whole variance along each axis");
    write_vector(file, comm, "/means", result.means, "of the columns, taken away before");
    write_vector(file, comm, "/scales", result.scales, "what the columns were divided by after that");
    write_matrix(file, "/axes", result.svd.v, "principal axes (columns x k)");
    if (of_ratings != nullptr) {
      const std::int64_t books = result.svd.columns;
      file.create_group("/columns", "books, in the order of their index");
      file.write_texts("/columns/id", books, comm.is_root() ? IndexRange{0, books} : IndexRange{books, books},
                       of_ratings->book_ids, "external id of each book");
      file.write_attribute("/", "fill", of_ratings->fill);
    }
    if (scores) write_matrix(file, "/scores", result.scores(), "((matrix - means) / scales) axes (rows x k)");
  });
}

void check_axes_fit(const Communicator& comm, const std::string& path, const PcaOfRatings* ratings) {
  on_root(comm, [&] {
    const H5File file = H5File::open(path);
    const bool of_ratings = file.has("/columns/id");
    if (of_ratings != (ratings != nullptr))
      throw UsageError(path + ": its axes are " + (of_ratings ? "" : "not ") +
                       "those of ratings, and the rows are" + (of_ratings ? " not" : ""));
    if (!of_ratings) return;
    const std::string fill = file.text_attribute("/", "fill");
    if (fill != ratings->fill)
      throw UsageError(path + ": its ratings were filled with `fill` " + printable(fill) + ", not " +
                       ratings->fill);
    const auto books = static_cast<std::int64_t>(ratings->book_ids.size());
    if (file.shape("/columns/id").rows() != books ||
        file.read_texts("/columns/id", {0, books}) != ratings->book_ids)
      throw UsageError(path + ": its axes are those of other books: scores would mean nothing");
  });
}

PcaAxes read_pca_axes(const Communicator& comm, const std::string& path) {
  check_seal(comm, path);
  return on_every_rank(comm, [&] {
    const H5File file = H5File::open(path);
    check_header(file, "crucible-pca");
    PcaAxes axes;
    const H5Shape shape = file.shape("/axes");
    axes.axes.resize(shape.rows(), shape.columns());
    file.read_rows<double>("/axes", {0, shape.rows()},
                           std::span<double>(axes.axes.data(), static_cast<std::size_t>(axes.axes.size())));
    axes.means = file.read<double>("/means");
    // Files of versions before scales were stored have none.
    axes.scales = file.has("/scales") ? file.read<double>("/scales")
                                      : std::vector<double>(static_cast<std::size_t>(shape.rows()), 1.0);
    check_axes(path, axes);
    return axes;
  });
}

void write_scores_file(const Communicator& comm, const std::string& path, const RowSlab& scores,
                       const std::string& axes, const Provenance& provenance) {
  write_sealed(comm, path, [&](H5File& file) {
    write_header(file, comm, "crucible-scores", provenance);
    file.write_attribute("/", "axes", axes);
    file.write_attribute("/", "rows", scores.total_rows);
    write_matrix(file, "/scores", scores, "rows on the axes (rows x k)");
  });
}

}  // namespace crucible
