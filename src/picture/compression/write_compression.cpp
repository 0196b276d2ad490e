#include "crucible/picture/write_compression.hpp"

#include "compression/exhibition.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/picture/compression_file.hpp"
#include "crucible/picture/compression_folder.hpp"

#include <algorithm>
#include <optional>

namespace crucible {

namespace {

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Pictures, montage and animation go into `folder`, which rank 0 has alone. Collective.
std::vector<CompressionRow> show(const Communicator& comm, const PictureSlab& picture, const Image& original,
                                 std::span<const double> singular_values, const PictureFactors& factors,
                                 const CompressionPlan& plan, std::optional<CompressionFolder>& folder) {
  std::optional<Exhibition> exhibition;
  on_root(comm, [&] { exhibition.emplace(*folder, original); });
  GrowingPicture growing(factors);
  std::vector<CompressionRow> rows;
  for (const std::int64_t k : progression_steps(plan.ranks)) {
    const std::vector<std::uint16_t> samples = on_every_rank(comm, [&] {
      growing.grow_to(k);
      return growing.samples();
    });
    const std::int64_t error = comm.sum_value(squared_error(samples, picture.samples));
    const Image whole = gather_picture(comm, picture.shape, samples);
    CompressionRow row{k, size_ratio(picture.shape, k), component_shares(singular_values, k)};
    row.psnr =
        peak_signal_to_noise(error, picture.shape.rows() * picture.shape.columns(), picture.shape.peak);
    const bool wanted = std::binary_search(plan.ranks.begin(), plan.ranks.end(), k);
    if (wanted && plan.heard) plan.heard(k);
    on_root(comm, [&] {
      if (wanted) row.ssim = structural_similarity(original, whole);
      exhibition->add(whole, row, wanted);
    });
    if (wanted) rows.push_back(row);
  }
  on_root(comm, [&] { exhibition->finish(plan.name); });
  comm.broadcast(std::span<CompressionRow>(rows));
  return rows;
}

/// A factor file for each k, to know its true size; that of plan.stored stays. Collective.
void store(const Communicator& comm, const PictureFactors& factors, const CompressionPlan& plan,
           const std::optional<CompressionFolder>& folder, std::vector<CompressionRow>& rows) {
  const std::string place = comm.broadcast_text(folder ? folder->place("factors.h5") : std::string());
  const auto write = [&](std::int64_t k) { return write_factors(comm, place, factors, k, plan.provenance); };
  for (CompressionRow& row : rows) row.bytes = write(row.k);
  if (rows.back().k != plan.stored) write(plan.stored);
}

}  // namespace

double writing_bytes(const PictureShape& shape, std::span<const std::int64_t> shown, int ranks, int rank) {
  const auto rows = static_cast<double>(shape.rows());
  const auto columns = static_cast<double>(shape.columns());
  const double decomposed =
      sizeof(double) * static_cast<double>(shape.full_rank()) * (rows + columns) / ranks;
  const double factors = sizeof(float) * static_cast<double>(shown.back()) * (rows / ranks + columns);
  return decomposed + factors + growing_bytes(shape, ranks, rank) +
         (rank == 0 ? exhibition_bytes(shape, std::ssize(progression_steps(shown)), std::ssize(shown)) : 0);
}

std::vector<CompressionRow> write_compression(const Communicator& comm, const PictureSlab& picture,
                                              const Image& original, std::span<const double> singular_values,
                                              const PictureFactors& factors, const CompressionPlan& plan) {
  std::optional<CompressionFolder> folder;
  on_root(comm, [&] { folder.emplace(plan.folder, plan.force); });
  std::vector<CompressionRow> rows = show(comm, picture, original, singular_values, factors, plan, folder);
  store(comm, factors, plan, folder, rows);
  on_root(comm, [&] {
    folder->add("table.csv", bytes_of(compression_csv(rows)));
    folder->commit();
  });
  return rows;
}

}  // namespace crucible
