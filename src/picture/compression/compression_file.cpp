#include "crucible/picture/compression_file.hpp"

#include "crucible/core/narrow.hpp"
#include "crucible/hdf5/sealed_file.hpp"
#include "crucible/mpi/collective.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

constexpr const char* format = "crucible-compression";

PictureShape read_shape(const H5File& file, const ImageLimits& limits) {
  PictureShape shape;
  shape.height = file.int_attribute("/", "height");
  shape.width = file.int_attribute("/", "width");
  shape.channels = file.int_attribute("/", "channels");
  const std::int64_t peak = file.int_attribute("/", "peak");
  check_image_size(shape.height, shape.width, file.path(), limits);
  if (shape.channels < 1 || shape.channels > 4)
    throw InputError(file.path(), "attribute channels: " + std::to_string(shape.channels) + " is not 1 to 4");
  if (peak != 255 && peak != 65535)
    throw InputError(file.path(), "attribute peak: " + std::to_string(peak) + " is neither 255 nor 65535");
  shape.peak = narrow<std::uint16_t>(peak);
  return shape;
}

void check_dims(const H5File& file, const std::string& dataset, const std::vector<std::int64_t>& wanted) {
  const H5Shape found = file.shape(dataset);
  if (found.type == H5Class::real && found.dims == wanted) return;
  std::string dims;
  for (const std::int64_t length : wanted) dims += (dims.empty() ? "" : " x ") + std::to_string(length);
  throw InputError(file.path(), "dataset " + dataset + " is not of " + dims + " real numbers");
}

void check_finite(const H5File& file, const std::string& dataset, std::span<const float> values) {
  if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); }))
    throw InputError(file.path(), "dataset " + dataset + " holds NaN or infinity");
}

/// The first k columns of rows `rows`.
Matrix read_columns(const H5File& file, const std::string& dataset, IndexRange rows, std::int64_t k) {
  Matrix values(rows.size(), k);
  const std::span<float> flat(values.data(), static_cast<std::size_t>(values.size()));
  if (!rows.empty()) file.read_block<float>(dataset, rows, {0, k}, flat);
  check_finite(file, dataset, flat);
  return values;
}

/// Local.
PictureFactors read_part(const std::string& path, std::int64_t k, int ranks, int rank,
                         const ImageLimits& limits) {
  const H5File file = H5File::open(path);
  check_header(file, format);
  PictureFactors factors;
  factors.shape = read_shape(file, limits);
  const std::int64_t stored = file.shape("/singular_values").rows();
  if (stored < 1 || stored > factors.shape.full_rank())
    throw InputError(
        path, "dataset /singular_values: " + std::to_string(stored) + " components do not fit the picture");
  check_dims(file, "/singular_values", {stored});
  check_dims(file, "/u", {factors.shape.rows(), stored});
  check_dims(file, "/v", {factors.shape.columns(), stored});
  if (k > stored)
    throw UsageError("`rank`: " + std::to_string(k) + " is more than the " + std::to_string(stored) +
                     " components that " + path + " holds");
  const std::int64_t wanted = k > 0 ? k : stored;
  factors.rows = even_part(factors.shape.rows(), ranks, rank);
  factors.singular_values = file.read<float>("/singular_values", {0, wanted});
  check_finite(file, "/singular_values", factors.singular_values);
  factors.u = read_columns(file, "/u", factors.rows, wanted);
  factors.v = read_columns(file, "/v", {0, factors.shape.columns()}, wanted);
  return factors;
}

void write_columns(H5File& file, const std::string& dataset, std::int64_t total, IndexRange rows,
                   const Matrix& part, const std::string& description) {
  file.write<float>(dataset, total, part.cols(), rows,
                    std::span<const float>(part.data(), static_cast<std::size_t>(part.size())), description);
}

}  // namespace

std::int64_t write_factors(const Communicator& comm, const std::string& path, const PictureFactors& factors,
                           std::int64_t k, const Provenance& provenance) {
  require(k >= 1 && k <= factors.k(), "as many components are stored as there are");
  const PictureShape& shape = factors.shape;
  const IndexRange columns = even_part(shape.columns(), comm.size(), comm.rank());
  const IndexRange values = comm.is_root() ? IndexRange{0, k} : IndexRange{k, k};
  const auto body = [&](H5File& file) {
    write_header(file, comm, format, provenance);
    file.write_attribute("/", "height", shape.height);
    file.write_attribute("/", "width", shape.width);
    file.write_attribute("/", "channels", shape.channels);
    file.write_attribute("/", "peak", std::int64_t{shape.peak});
    file.write<float>(
        "/singular_values", k, 0, values,
        std::span<const float>(factors.singular_values).first(static_cast<std::size_t>(values.size())),
        "the k largest, descending, in units of samples");
    write_columns(file, "/u", shape.rows(), factors.rows, factors.u.leftCols(k),
                  "left singular vectors (height x k); picture = u diag(singular_values) v^T");
    write_columns(file, "/v", shape.columns(), columns,
                  factors.v.middleRows(columns.begin, columns.size()).leftCols(k),
                  "right singular vectors (width channels x k), channels interleaved");
  };
  return write_sealed(comm, path, body).length;
}

PictureFactors read_factors(const Communicator& comm, const std::string& path, std::int64_t k,
                            const ImageLimits& limits) {
  check_seal(comm, path);
  return on_every_rank(comm, [&] { return read_part(path, k, comm.size(), comm.rank(), limits); });
}

}  // namespace crucible
