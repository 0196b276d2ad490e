#pragma once

#include "crucible/mpi/communicator.hpp"
#include "crucible/picture/compression_ranks.hpp"
#include "crucible/picture/compression_table.hpp"
#include "crucible/store/provenance.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// What a compression writes, and where.
struct CompressionPlan {
  std::string folder;
  bool force = false;                         ///< replace a folder of an earlier compression
  std::string name;                           ///< of the picture: the animation's comment
  std::vector<std::int64_t> ranks;            ///< the k to show, ascending, each once
  std::int64_t stored = 0;                    ///< the k whose factors are stored
  Provenance provenance;                      ///< of the factor file
  std::function<void(std::int64_t k)> heard;  ///< told of every picture that is written
};

/// Local. Bytes that write_compression() takes on a rank, and with it the decomposition and the factors of
/// the largest of `shown`, that it works from. Pure.
/// @pre shown is not empty
double writing_bytes(const PictureShape& shape, std::span<const std::int64_t> shown, int ranks, int rank);

/// Writes rank-k pictures, montage, animation, factors and table to plan.folder, all or nothing. `original`
/// is the whole picture, on rank 0; `singular_values` holds all of them. Returns a row for each of
/// plan.ranks, complete on every rank but for the bytes of pictures, which rank 0 knows alone. Collective.
/// Throws IoError, UsageError where the folder may not be replaced.
/// @pre factors.k() >= plan.ranks.back() and >= plan.stored
std::vector<CompressionRow> write_compression(const Communicator& comm, const PictureSlab& picture,
                                              const Image& original, std::span<const double> singular_values,
                                              const PictureFactors& factors, const CompressionPlan& plan);

}  // namespace crucible
