#include "crucible/picture/compression_ranks.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>

namespace crucible {

double growing_bytes(const PictureShape& shape, int ranks, int rank) {
  const double samples = static_cast<double>(shape.rows()) * static_cast<double>(shape.columns());
  constexpr double sample = sizeof(std::uint16_t);
  return (sizeof(double) + sample) * samples / ranks + (rank == 0 ? 2 * sample * samples : 0);
}

double expanding_bytes(const PictureShape& shape, std::int64_t k, int ranks, int rank) {
  const auto rows = static_cast<double>(shape.rows());
  const auto columns = static_cast<double>(shape.columns());
  constexpr double number = sizeof(double);
  constexpr double sample = sizeof(std::uint16_t);
  const double mine = rows * columns / ranks;
  const double components = number * static_cast<double>(k) * (rows / ranks + columns);
  return std::max(number * mine + std::max(components, sample * mine),
                  sample * mine + (rank == 0 ? 2 * sample * rows * columns : 0));
}

PictureSlab deal_picture(const Communicator& comm, const Image& image) {
  PictureSlab slab;
  slab.shape = comm.broadcast_value(shape_of(image));
  slab.rows = even_part(slab.shape.rows(), comm.size(), comm.rank());
  std::vector<std::int64_t> counts(static_cast<std::size_t>(comm.size()));
  if (comm.is_root())
    for (int rank = 0; rank < comm.size(); ++rank)
      counts[static_cast<std::size_t>(rank)] =
          even_part(slab.shape.rows(), comm.size(), rank).size() * slab.shape.columns();
  const std::span<const std::uint16_t> all =
      comm.is_root() ? std::span<const std::uint16_t>(image.samples) : std::span<const std::uint16_t>();
  slab.samples = comm.exchange(all, std::span<const std::int64_t>(counts));
  return slab;
}

Image gather_picture(const Communicator& comm, const PictureShape& shape,
                     std::span<const std::uint16_t> samples) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(comm.size()));
  counts[0] = static_cast<std::int64_t>(samples.size());
  std::vector<std::uint16_t> all = comm.exchange(samples, std::span<const std::int64_t>(counts));
  if (!comm.is_root()) return {};
  Image image;
  image.height = shape.height;
  image.width = shape.width;
  image.channels = shape.channels;
  image.peak = shape.peak;
  image.samples = std::move(all);
  return image;
}

SvdResult decompose(const Communicator& comm, const PictureSlab& picture) {
  RowSlab matrix;
  matrix.total_rows = picture.shape.rows();
  matrix.rows = picture.rows;
  matrix.values = sample_matrix(picture.samples, picture.shape.columns());
  return svd(comm, matrix);
}

PictureFactors leading_factors(const Communicator& comm, const PictureShape& shape, const SvdResult& svd,
                               std::int64_t k) {
  require(k >= 1 && k <= svd.k(), "no more components than were computed");
  RowSlab right;
  right.total_rows = svd.v.total_rows;
  right.rows = svd.v.rows;
  right.values = svd.v.values.leftCols(k);
  PictureFactors factors;
  factors.shape = shape;
  factors.rows = svd.u.rows;
  factors.u = svd.u.values.leftCols(k).cast<float>();
  factors.singular_values.assign(svd.singular_values.begin(), svd.singular_values.begin() + k);
  factors.v = gather_rows(comm, right).cast<float>();
  return factors;
}

}  // namespace crucible
