#pragma once

#include "crucible/linalg/svd.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/picture/compression.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// A picture cut by rows. Every rank knows its shape and has even_part() of its rows.
struct PictureSlab {
  PictureShape shape;
  IndexRange rows;
  std::vector<std::uint16_t> samples;  ///< (rows.size() x columns)
};

/// Local. Bytes of the samples, in double precision and rounded, of a rank's even part of a picture that
/// grows, and of the whole picture on rank 0, with its file. Pure.
double growing_bytes(const PictureShape& shape, int ranks, int rank);

/// Local. Bytes that a rank takes to make one picture of k components, without these: its rows in double
/// precision, and components or samples; then samples alone, and on rank 0 all of them and a PNG. Pure.
double expanding_bytes(const PictureShape& shape, std::int64_t k, int ranks, int rank);

/// Collective. Deals the rows of rank 0's picture out to all ranks. The `image` of the others is ignored.
PictureSlab deal_picture(const Communicator& comm, const Image& image);

/// Collective. The reverse: the whole picture on rank 0, an empty one on the others.
Image gather_picture(const Communicator& comm, const PictureShape& shape,
                     std::span<const std::uint16_t> samples);

/// Collective. The full singular value decomposition of the picture as a matrix. Throws what svd() throws.
SvdResult decompose(const Communicator& comm, const PictureSlab& picture);

/// Collective. The first k components, rounded to single precision. Throws LogicError unless 1 <= k <=
/// svd.k().
PictureFactors leading_factors(const Communicator& comm, const PictureShape& shape, const SvdResult& svd,
                               std::int64_t k);

}  // namespace crucible
