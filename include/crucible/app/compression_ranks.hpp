#pragma once

#include "crucible/app/compression.hpp"
#include "crucible/linalg/svd.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// A picture cut by rows: every rank knows its shape and has even_part() of its rows.
struct PictureSlab {
  PictureShape shape;
  IndexRange rows;
  std::vector<std::uint16_t> samples;  ///< (rows.size() x columns)
};

/// Collective. Deals out the rows of rank 0's picture; the other ranks' `image` is not looked at.
PictureSlab deal_picture(const Communicator& comm, const Image& image);

/// Collective. The reverse: the whole picture on rank 0, an empty one elsewhere.
Image gather_picture(const Communicator& comm, const PictureShape& shape,
                     std::span<const std::uint16_t> samples);

/// Collective. The singular value decomposition of the picture as a matrix, all of it.
SvdResult decompose(const Communicator& comm, const PictureSlab& picture);

/// Collective. The first k components, rounded to single precision.
PictureFactors leading_factors(const Communicator& comm, const PictureShape& shape, const SvdResult& svd,
                               std::int64_t k);

}  // namespace crucible
